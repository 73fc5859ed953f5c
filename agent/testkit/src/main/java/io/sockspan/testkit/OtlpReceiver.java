package io.sockspan.testkit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A server for OTLP over HTTP on a port of its own. It keeps the requests in the order of their arrival. */
public final class OtlpReceiver implements AutoCloseable {
    /** One request. */
    public record Request(String path, String contentType, String contentEncoding, int items) {}

    /** A received item with its resource and instrumentation scope. */
    public record Received<T>(Map<String, AnyValue> resource, String scope, T item) {}

    private final OtlpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Received<Span>> spans = new CopyOnWriteArrayList<>();
    private final List<Received<Metric>> metrics = new CopyOnWriteArrayList<>();
    private final List<Received<LogRecord>> logs = new CopyOnWriteArrayList<>();

    public OtlpReceiver() throws IOException {
        server = new OtlpServer()
                .on("/v1/traces", (request, body) -> receive(request, body, this::traces))
                .on("/v1/metrics", (request, body) -> receive(request, body, this::metrics))
                .on("/v1/logs", (request, body) -> receive(request, body, this::logs));
    }

    /** The value for {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
    public String endpoint() {
        return server.endpoint();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public List<Received<Span>> spans() {
        return List.copyOf(spans);
    }

    public List<Received<Metric>> metrics() {
        return List.copyOf(metrics);
    }

    public List<Received<LogRecord>> logs() {
        return List.copyOf(logs);
    }

    public Received<Span> awaitSpan(Predicate<Span> wanted) {
        return await("a span", spans, wanted);
    }

    public Received<Metric> awaitMetric(Predicate<Metric> wanted) {
        return await("a metric", metrics, wanted);
    }

    private static <T> Received<T> await(String what, List<Received<T>> all, Predicate<T> wanted) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> all.stream()
                                .filter(received -> wanted.test(received.item()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    public static Map<String, AnyValue> attributes(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }

    private interface Decoder {
        /** Keeps the items of a request's body, and returns their number. */
        int decode(byte[] body) throws InvalidProtocolBufferException;
    }

    private void receive(HttpExchange request, byte[] body, Decoder decoder) throws InvalidProtocolBufferException {
        requests.add(new Request(
                request.getRequestURI().getPath(),
                request.getRequestHeaders().getFirst("Content-Type"),
                request.getRequestHeaders().getFirst("Content-Encoding"),
                decoder.decode(body)));
    }

    private int traces(byte[] body) throws InvalidProtocolBufferException {
        int before = spans.size();
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().forEach(from -> {
            Map<String, AnyValue> resource = attributes(from.getResource().getAttributesList());
            from.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList()
                            .forEach(span -> spans.add(
                                    new Received<>(resource, scope.getScope().getName(), span))));
        });
        return spans.size() - before;
    }

    private int metrics(byte[] body) throws InvalidProtocolBufferException {
        int before = metrics.size();
        ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsList().forEach(from -> {
            Map<String, AnyValue> resource = attributes(from.getResource().getAttributesList());
            from.getScopeMetricsList()
                    .forEach(scope -> scope.getMetricsList()
                            .forEach(metric -> metrics.add(
                                    new Received<>(resource, scope.getScope().getName(), metric))));
        });
        return metrics.size() - before;
    }

    private int logs(byte[] body) throws InvalidProtocolBufferException {
        int before = logs.size();
        ExportLogsServiceRequest.parseFrom(body).getResourceLogsList().forEach(from -> {
            Map<String, AnyValue> resource = attributes(from.getResource().getAttributesList());
            from.getScopeLogsList()
                    .forEach(scope -> scope.getLogRecordsList()
                            .forEach(log -> logs.add(
                                    new Received<>(resource, scope.getScope().getName(), log))));
        });
        return logs.size() - before;
    }

    @Override
    public void close() {
        server.close();
    }
}
