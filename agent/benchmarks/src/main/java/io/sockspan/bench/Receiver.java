package io.sockspan.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Takes OTLP over HTTP in this process: counts the spans, and keeps what the agent tells of itself. */
final class Receiver implements Backend {
    private final HttpServer server;
    private final Map<String, Double> values = new HashMap<>();
    private final Sweeps sweeps = new Sweeps();

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/v1/traces", exchange -> receive(exchange, this::traces));
        server.createContext("/v1/metrics", exchange -> receive(exchange, this::metrics));
        server.start();
        values.put("spans.received", 0.0);
    }

    @Override
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public synchronized Map<String, Double> values(Outcome told) {
        Map<String, Double> all = new HashMap<>(values);
        all.putAll(sweeps.between(told.get("begun"), told.get("ended")));
        return all;
    }

    private interface Decoder {
        void decode(byte[] body) throws IOException;
    }

    private void receive(HttpExchange exchange, Decoder decoder) throws IOException {
        try (exchange) {
            String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
            decoder.decode(body(exchange.getRequestBody(), encoding));
            // The empty message: everything was accepted.
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static byte[] body(InputStream in, String encoding) throws IOException {
        return "gzip".equals(encoding) ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    }

    private synchronized void traces(byte[] body) throws IOException {
        ExportTraceServiceRequest.parseFrom(body)
                .getResourceSpansList()
                .forEach(resource -> resource.getScopeSpansList()
                        .forEach(scope -> values.merge("spans.received", (double) scope.getSpansCount(), Double::sum)));
    }

    private synchronized void metrics(byte[] body) throws IOException {
        ExportMetricsServiceRequest.parseFrom(body)
                .getResourceMetricsList()
                .forEach(resource -> resource.getScopeMetricsList()
                        .forEach(scope -> scope.getMetricsList().forEach(this::keep)));
    }

    private void keep(Metric metric) {
        switch (metric.getName()) {
            case "sockspan.agent.spans" ->
                metric.getSum()
                        .getDataPointsList()
                        .forEach(point ->
                                values.put("spans." + outcome(point.getAttributesList()), (double) point.getAsInt()));
            case "sockspan.agent.events.dropped" ->
                metric.getSum()
                        .getDataPointsList()
                        .forEach(point -> values.put("events.dropped", (double) point.getAsInt()));
            case "sockspan.connection.duration" ->
                values.put("connections.told", (double) metric.getHistogram().getDataPointsList().stream()
                        .mapToLong(point -> point.getCount())
                        .sum());
            case "sockspan.agent.sweep.duration" ->
                metric.getHistogram()
                        .getDataPointsList()
                        .forEach(point -> sweeps.add(point.getTimeUnixNano() / 1e9, point.getSum(), point.getCount()));
            default -> {
                // Of no interest here.
            }
        }
    }

    private static String outcome(Iterable<KeyValue> attributes) {
        for (KeyValue attribute : attributes) {
            if (attribute.getKey().equals("sockspan.outcome")) {
                return attribute.getValue().getStringValue();
            }
        }
        return "unknown";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
