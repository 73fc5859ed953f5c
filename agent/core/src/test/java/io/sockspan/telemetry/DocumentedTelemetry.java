package io.sockspan.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.track.TestNegotiations;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What telemetry exports, as agent/docs/telemetry.md has it: taken from what the code really writes. */
public final class DocumentedTelemetry {
    private DocumentedTelemetry() {}

    /** As the document's first column has them. */
    public static Set<String> spanNames() {
        Stream<String> phases = Stream.of(Phase.Kind.values()).map(kind -> kind.spanName);
        Stream<String> roots = Stream.of(
                SpanWriter.CONNECTION,
                PreparationSpans.DNS,
                PreparationSpans.TLS,
                SpanWriter.LEAK + "KIND",
                SpanWriter.RETRACTED);
        return Stream.concat(phases, roots).collect(Collectors.toCollection(TreeSet::new));
    }

    /** In Markdown; ends in a line feed. */
    public static String attributesTable() {
        StringBuilder text = new StringBuilder("| attribute | type | what it means |\n|---|---|---|\n");
        SockspanAttributes.described()
                .forEach((key, meaning) -> text.append("| `" + key.getKey() + "` | "
                        + key.getType().name().toLowerCase(Locale.ROOT) + " | " + meaning + " |\n"));
        return text.toString();
    }

    /** In Markdown; ends in a line feed. */
    public static String metricsTable() {
        StringBuilder text =
                new StringBuilder("| metric | kind | unit | by | what it means |\n|---|---|---|---|---|\n");
        for (MetricData metric : metrics()) {
            text.append("| `" + metric.getName() + "` | " + kind(metric) + " | `" + metric.getUnit() + "` | "
                    + attributes(metric) + " | " + metric.getDescription() + " |\n");
        }
        return text.toString();
    }

    private static List<MetricData> metrics() {
        InMemoryMetricReader reader = InMemoryMetricReader.create();
        Meter meter =
                SdkMeterProvider.builder().registerMetricReader(reader).build().get("test");
        ConnectionMetrics metrics = new ConnectionMetrics(meter, new SpanLedger()::counts);
        TrackedSocketFixture connection = TrackedSocketFixture.client();
        metrics.transitioned(connection.get(), connection.to(TcpState.SYN_SENT, 0));
        metrics.transitioned(connection.get(), connection.to(TcpState.ESTABLISHED, 1));
        metrics.transitioned(connection.get(), connection.to(TcpState.CLOSE_WAIT, 2));
        metrics.transitioned(connection.get(), connection.to(TcpState.LAST_ACK, 3));
        connection.closedBy(ClosedBy.REMOTE).releasedAt(3);
        metrics.ended(connection.get());
        metrics.transitioned(
                TrackedSocketFixture.server().acceptWait(1).get(),
                new Transition(TcpState.SYN_RECEIVED, TcpState.ESTABLISHED, 0, 0, Evidence.CALL));
        metrics.read(TrackedSocketFixture.client().get(), null, Kernel.statistics());
        metrics.read(TrackedSocketFixture.server().get(), null, Kernel.statistics());
        metrics.connectFailed(TrackedSocketFixture.client().error("timeout").get());
        metrics.lookedUp(connection.get(), TestNegotiations.lookup("orders.example", 1, 2, null));
        metrics.lookedUp(connection.get(), TestNegotiations.lookup("orders.example", 1, 2, "host_not_found"));
        metrics.negotiated(connection.get(), TestNegotiations.complete(1, 2, "TLSv1.3", false));
        metrics.negotiated(connection.get(), TestNegotiations.failed(1, 2, "BAD_CERTIFICATE", false));
        metrics.swept(1_000_000, Gauges.of(List.of(), Map.of(), 0, 0, 0));
        metrics.accused(new LeakSpan(
                LeakKind.CLOSE_WAIT,
                "0badcafe",
                TrackedSocketFixture.client()
                        .openedBy("main", new StackTraceElement("com.acme.Inventory", "lookup", "Inventory.java", 88))
                        .get(),
                0,
                0,
                1,
                null));
        return reader.collectAllMetrics().stream()
                .sorted(Comparator.comparing(MetricData::getName))
                .toList();
    }

    private static String attributes(MetricData metric) {
        return metric.getData().getPoints().stream()
                .map(point -> point.getAttributes().asMap().keySet())
                .flatMap(Collection::stream)
                .map(AttributeKey::getKey)
                .distinct()
                .sorted()
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", "));
    }

    private static String kind(MetricData metric) {
        switch (metric.getType()) {
            case HISTOGRAM:
                return "histogram";
            case LONG_SUM:
                return metric.getLongSumData().isMonotonic() ? "counter" : "updowncounter";
            default:
                throw new IllegalArgumentException(metric.getType().name());
        }
    }
}
