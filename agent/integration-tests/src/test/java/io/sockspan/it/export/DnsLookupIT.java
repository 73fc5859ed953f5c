package io.sockspan.it.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.OtlpReceiver;
import io.sockspan.testkit.OtlpReceiver.Received;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/** Lookups of names in the traces of the connections to which they led, on every JDK. */
class DnsLookupIT {
    private static final String DNS = "dns lookup";

    @TempDir
    Path folder;

    @ForEachJdk
    void areInTheTraceOfTheConnectionToWhichTheyLed(Jdk jdk) throws IOException {
        try (OtlpReceiver backend = new OtlpReceiver();
                RunningJvm jvm = TargetJvm.of(jdk)
                        // No name server is asked, except on Java 8, which cannot do without.
                        .flagSince(9, "-Djdk.net.hosts.file=" + hosts())
                        .agent()
                        .exportTo(backend.endpoint())
                        .app("Lookups")
                        .start()) {
            jvm.awaitDone();
            // A JVM that ends before telemetry has started may lose its spans.
            backend.awaitMetric(metric -> metric.getName().equals("dns.lookup.duration"));
            assertThat(jvm.finish().hookFailures()).isZero();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(roots(backend, "client"))
                            .hasSize(jvm.said("connection").size() + 1));

            Span lookedUp = client(jvm, backend, "looked-up");
            assertThat(namesIn(backend, lookedUp)).contains("tcp connect", "tcp established", DNS);
            assertDone(child(backend, lookedUp, DNS), child(backend, lookedUp, "tcp connect"), lookedUp);
            for (String way : List.of("cached", "literal")) {
                assertThat(namesIn(backend, client(jvm, backend, way))).as(way).doesNotContain(DNS);
            }
            Span unknown = roots(backend, "client").stream()
                    .filter(root -> text(root, "server.address").equals("nobody.invalid"))
                    .findAny()
                    .orElseThrow();
            assertFailed(child(backend, unknown, DNS), unknown);
            await().atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(measuredNames(backend))
                            .containsExactlyInAnyOrder("localhost", "nobody.invalid"));
        }
    }

    private Path hosts() throws IOException {
        return Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
    }

    private static void assertDone(Span lookup, Span connect, Span root) {
        assertThat(text(lookup, "dns.question.name")).isEqualTo("localhost");
        assertThat(value(lookup, "sockspan.dns.results").getIntValue()).isPositive();
        assertThat(lookup.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        assertThat(lookup.getStartTimeUnixNano())
                .isEqualTo(root.getStartTimeUnixNano())
                .isLessThan(lookup.getEndTimeUnixNano());
        assertThat(lookup.getEndTimeUnixNano()).isLessThanOrEqualTo(connect.getStartTimeUnixNano());
    }

    private static void assertFailed(Span lookup, Span root) {
        assertThat(text(lookup, "dns.question.name")).isEqualTo("nobody.invalid");
        assertThat(text(lookup, "error.type")).isIn("host_not_found", "try_again", "name_resolution_error");
        assertThat(lookup.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(lookup.getStartTimeUnixNano()).isGreaterThanOrEqualTo(root.getStartTimeUnixNano());
        assertThat(lookup.getEndTimeUnixNano()).isLessThanOrEqualTo(root.getEndTimeUnixNano());
        assertThat(text(root, "error.type")).isEqualTo("unresolved_host");
    }

    private static Set<String> measuredNames(OtlpReceiver backend) {
        return backend.metrics().stream()
                .map(Received::item)
                .filter(metric -> metric.getName().equals("dns.lookup.duration"))
                .flatMap(metric -> metric.getHistogram().getDataPointsList().stream())
                .map(point -> OtlpReceiver.attributes(point.getAttributesList())
                        .get("dns.question.name")
                        .getStringValue())
                .collect(Collectors.toSet());
    }

    private static Span client(RunningJvm jvm, OtlpReceiver backend, String way) {
        long port = Long.parseLong(jvm.said("connection " + way).get(0).split(" ")[0]);
        return roots(backend, "client").stream()
                .filter(root -> value(root, "network.local.port").getIntValue() == port)
                .findAny()
                .orElseThrow();
    }

    private static List<Span> roots(OtlpReceiver backend, String role) {
        return spans(backend).stream()
                .filter(span -> span.getName().equals("tcp connection")
                        && text(span, "sockspan.role").equals(role))
                .toList();
    }

    private static Span child(OtlpReceiver backend, Span root, String name) {
        List<Span> found = spans(backend).stream()
                .filter(span -> span.getParentSpanId().equals(root.getSpanId())
                        && span.getName().equals(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    private static List<String> namesIn(OtlpReceiver backend, Span root) {
        return spans(backend).stream()
                .filter(span -> span.getTraceId().equals(root.getTraceId()))
                .map(Span::getName)
                .toList();
    }

    private static List<Span> spans(OtlpReceiver backend) {
        return backend.spans().stream().map(Received::item).toList();
    }

    private static AnyValue value(Span span, String name) {
        return OtlpReceiver.attributes(span.getAttributesList()).getOrDefault(name, AnyValue.getDefaultInstance());
    }

    private static String text(Span span, String name) {
        return value(span, name).getStringValue();
    }
}
