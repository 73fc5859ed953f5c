package io.sockspan.bench;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.sockspan.testkit.OtlpServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Takes OTLP over HTTP in this process, counts the spans, and keeps what the agent reports of itself. */
final class Receiver implements Backend {
    private final OtlpServer server;
    private final Map<String, Double> values = new HashMap<>();
    private final Sweeps sweeps = new Sweeps();

    Receiver() throws IOException {
        values.put("spans.received", 0.0);
        server = new OtlpServer()
                .on("/v1/traces", (request, body) -> traces(body))
                .on("/v1/metrics", (request, body) -> metrics(body));
    }

    @Override
    public String endpoint() {
        return server.endpoint();
    }

    @Override
    public synchronized Map<String, Double> values(Outcome printed) {
        Map<String, Double> all = new HashMap<>(values);
        all.putAll(sweeps.between(printed.get("begun"), printed.get("ended")));
        return all;
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
                values.put("connections.reported", (double) metric.getHistogram().getDataPointsList().stream()
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
        server.close();
    }
}
