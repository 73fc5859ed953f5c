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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** TLS handshakes in the traces of their connections, of both ends, on every JDK. */
class TlsHandshakeIT {
    private static final String TLS = "tls handshake";

    private static final String[] WITH_ENGINES = {
        "full: client tls 1.3, server tls 1.3",
        "old: client tls 1.2, server tls 1.2",
        "untrusted: client certificate_unknown by local, server is told certificate_unknown, or the connection ends",
        "mismatch: client is told protocol_version, or the connection ends, server protocol_version by local",
        "cut: client peer_closed",
    };

    /** How long the client of "patient" waits at least before it goes on with its handshake. */
    private static final long PATIENCE = Duration.ofMillis(100).toNanos();

    private static final String[] EXPECTED = {
        "full: client tls 1.3, server tls 1.3",
        "resumed: client tls 1.3 resumed, server tls 1.3 resumed",
        "untrusted: client certificate_unknown by local, server certificate_unknown by remote or connection_reset",
        "layered: client tls 1.3, server tls 1.3",
        "old: client tls 1.2, server tls 1.2",
        "old-resumed: client tls 1.2 resumed, server tls 1.2 resumed",
        "mismatch: client protocol_version by remote, server protocol_version by local",
        "half-closed: client peer_closed",
        "silent: client timeout",
        "impossible: client handshake_failure",
        "patient: client tls 1.3, server tls 1.3",
    };

    /** On Java 8 a timeout ends the handshake for good. */
    private static boolean canGoOnAfterATimeout(Jdk jdk) {
        return jdk.version() > 8;
    }

    private static String[] expected(Jdk jdk) {
        return Arrays.copyOf(EXPECTED, canGoOnAfterATimeout(jdk) ? EXPECTED.length : EXPECTED.length - 1);
    }

    @ForEachJdk
    void areInTheTraceOfTheirConnection(Jdk jdk) throws Exception {
        try (OtlpReceiver backend = new OtlpReceiver();
                RunningJvm jvm = TargetJvm.of(jdk)
                        .agent()
                        .exportTo(backend.endpoint())
                        .app("Handshakes", String.valueOf(canGoOnAfterATimeout(jdk)))
                        .start()) {
            jvm.awaitDone();
            // A JVM that ends before telemetry has started may lose its spans.
            backend.awaitMetric(metric -> metric.getName().equals("sockspan.tls.handshake.duration"));
            assertThat(jvm.finish().hookFailures()).isZero();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(handshakes(jvm, backend)).containsExactly(expected(jdk)));

            assertThat(jvm.said("failed"))
                    .containsExactly("untrusted", "mismatch", "half-closed", "silent", "impossible");
            for (Span span : named(backend, TLS)) {
                assertLiesInItsConnection(span, backend);
            }
            if (canGoOnAfterATimeout(jdk)) {
                assertThat(clientOf("patient", jvm, backend))
                        .as("with the time before the last timeout")
                        .singleElement()
                        .satisfies(span -> assertThat(span.getEndTimeUnixNano() - span.getStartTimeUnixNano())
                                .isGreaterThanOrEqualTo(PATIENCE));
            }
            await().atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(outcomesInMetrics(backend))
                            .contains("client 1.3 false", "server 1.3 true", "client 1.2 true", "client peer_closed")
                            .contains("client certificate_unknown", "client timeout"));
        }
    }

    @ForEachJdk
    void areInTheTraceOfTheirConnectionAlsoWithEngines(Jdk jdk) throws Exception {
        try (OtlpReceiver backend = new OtlpReceiver();
                RunningJvm jvm = TargetJvm.of(jdk)
                        .agent()
                        .exportTo(backend.endpoint())
                        .app("EngineHandshakes")
                        .start()) {
            jvm.awaitDone();
            // The client closes some time after it has said that it failed; a handshake that is not over when the JVM
            // ends
            // has no span.
            await().atMost(Duration.ofSeconds(60)).until(() -> hasNoClientOf("cut", jvm));
            // A JVM that ends before telemetry has started may lose its spans.
            backend.awaitMetric(metric -> metric.getName().equals("sockspan.tls.handshake.duration"));
            assertThat(jvm.finish().hookFailures()).isZero();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(served(jvm, backend)).containsExactly(WITH_ENGINES));

            assertThat(jvm.said("failed")).containsExactly("untrusted", "mismatch", "cut");
            for (Span span : named(backend, TLS)) {
                assertLiesInItsConnection(span, backend);
            }
        }
    }

    /** Whether all clients of that server have closed. */
    private static boolean hasNoClientOf(String server, RunningJvm jvm) {
        int port = jvm.said("served").stream()
                .map(served -> served.split(" "))
                .filter(words -> words[0].equals(server))
                .mapToInt(words -> Integer.parseInt(words[1]))
                .findFirst()
                .getAsInt();
        return jvm.report().connections("client").noneMatch(client -> client.open() && client.remotePort() == port);
    }

    /** A line for each server, with the outcomes at the two ends of its connections. */
    private static List<String> served(RunningJvm jvm, OtlpReceiver backend) {
        List<String> lines = new ArrayList<>();
        for (String made : jvm.said("served")) {
            String[] words = made.split(" ");
            int port = Integer.parseInt(words[1]);
            List<String> ends = new ArrayList<>();
            ends.addAll(outcomes("client", handshakesOf(backend, root -> port(root, "network.peer.port") == port)));
            ends.addAll(outcomes("server", handshakesOf(backend, root -> port(root, "network.local.port") == port)));
            // The client makes a second connection if the first one has failed in some ways.
            lines.add(words[0] + ": "
                    + ends.stream()
                            .map(end -> eitherWay(words[0], end))
                            .distinct()
                            .collect(Collectors.joining(", ")));
        }
        return lines;
    }

    /** The side that gives up may close before it has sent the alert that its engine has made. */
    private static String eitherWay(String way, String end) {
        switch (way) {
            case "untrusted":
                return toldOr(end, "server", "certificate_unknown");
            case "mismatch":
                return toldOr(end, "client", "protocol_version");
            default:
                return end;
        }
    }

    private static String toldOr(String end, String side, String alert) {
        boolean isEither = Stream.of(alert + " by remote", "connection_reset", "peer_closed")
                .anyMatch(error -> end.equals(side + " " + error));
        return isEither ? side + " is told " + alert + ", or the connection ends" : end;
    }

    /** A line for each connection, with the outcomes at its two ends. */
    private static List<String> handshakes(RunningJvm jvm, OtlpReceiver backend) {
        List<String> lines = new ArrayList<>();
        for (String made : jvm.said("connection")) {
            String[] words = made.split(" ");
            long client = Long.parseLong(words[1]);
            long server = Long.parseLong(words[2]);
            List<String> ends = new ArrayList<>();
            ends.addAll(outcomes(backend, "client", client, server));
            ends.addAll(outcomes(backend, "server", server, client));
            lines.add(eitherWay(words[0] + ": " + String.join(", ", ends)));
        }
        return lines;
    }

    /** A client that does not trust the server closes with bytes unread, so its reset may destroy its alert. */
    private static String eitherWay(String line) {
        String alert = "server certificate_unknown by remote";
        String reset = "server connection_reset";
        return line.startsWith("untrusted: ") && (line.endsWith(alert) || line.endsWith(reset))
                ? line.replaceFirst("server .*", alert + " or connection_reset")
                : line;
    }

    private static List<Span> clientOf(String way, RunningJvm jvm, OtlpReceiver backend) {
        String[] words = jvm.said("connection").stream()
                .filter(made -> made.startsWith(way + " "))
                .findAny()
                .orElseThrow()
                .split(" ");
        return handshakesOf(backend, Long.parseLong(words[1]), Long.parseLong(words[2]));
    }

    private static List<String> outcomes(OtlpReceiver backend, String role, long local, long peer) {
        return outcomes(role, handshakesOf(backend, local, peer));
    }

    private static List<String> outcomes(String role, List<Span> handshakes) {
        return handshakes.stream().map(span -> role + " " + outcome(span)).toList();
    }

    private static List<Span> handshakesOf(OtlpReceiver backend, long local, long peer) {
        return handshakesOf(
                backend, root -> port(root, "network.local.port") == local && port(root, "network.peer.port") == peer);
    }

    private static List<Span> handshakesOf(OtlpReceiver backend, Predicate<Span> root) {
        return named(backend, "tcp connection").stream()
                .filter(root)
                .flatMap(connection -> named(backend, TLS).stream()
                        .filter(span -> span.getParentSpanId().equals(connection.getSpanId())))
                .toList();
    }

    private static String outcome(Span span) {
        if (value(span, "tls.established").getBoolValue()) {
            assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
            assertThat(text(span, "tls.cipher")).startsWith("TLS_");
            return text(span, "tls.protocol.name") + " " + text(span, "tls.protocol.version")
                    + (value(span, "tls.resumed").getBoolValue() ? " resumed" : "");
        }
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(span.getStatus().getMessage()).startsWith(text(span, "error.type"));
        String by = text(span, "sockspan.tls.alert.by");
        return text(span, "error.type") + (by.isEmpty() ? "" : " by " + by);
    }

    private static void assertLiesInItsConnection(Span span, OtlpReceiver backend) {
        Span root = named(backend, "tcp connection").stream()
                .filter(each -> each.getSpanId().equals(span.getParentSpanId()))
                .findAny()
                .orElseThrow();
        assertThat(span.getTraceId()).isEqualTo(root.getTraceId());
        assertThat(span.getStartTimeUnixNano())
                .isGreaterThanOrEqualTo(root.getStartTimeUnixNano())
                .isLessThan(span.getEndTimeUnixNano());
        assertThat(span.getEndTimeUnixNano()).isLessThanOrEqualTo(root.getEndTimeUnixNano());
        Span established = named(backend, "tcp established").stream()
                .filter(each -> each.getParentSpanId().equals(span.getParentSpanId()))
                .min(Comparator.comparing(Span::getStartTimeUnixNano))
                .orElseThrow();
        assertThat(span.getStartTimeUnixNano()).isGreaterThanOrEqualTo(established.getStartTimeUnixNano());
    }

    /** Role, version and resumption of handshakes that are complete; role and error of the others. */
    private static TreeSet<String> outcomesInMetrics(OtlpReceiver backend) {
        TreeSet<String> outcomes = new TreeSet<>();
        backend.metrics().stream()
                .map(Received::item)
                .filter(metric -> metric.getName().equals("sockspan.tls.handshake.duration"))
                .flatMap(metric -> metric.getHistogram().getDataPointsList().stream())
                .map(point -> OtlpReceiver.attributes(point.getAttributesList()))
                .forEach(attributes -> outcomes.add(measured(attributes)));
        return outcomes;
    }

    private static String measured(Map<String, AnyValue> attributes) {
        String role = attributes.get("sockspan.role").getStringValue();
        AnyValue error = attributes.get("error.type");
        return error != null
                ? role + " " + error.getStringValue()
                : role + " " + attributes.get("tls.protocol.version").getStringValue() + " "
                        + attributes.get("tls.resumed").getBoolValue();
    }

    private static List<Span> named(OtlpReceiver backend, String name) {
        return backend.spans().stream()
                .map(Received::item)
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static long port(Span root, String name) {
        return value(root, name).getIntValue();
    }

    private static AnyValue value(Span span, String name) {
        return OtlpReceiver.attributes(span.getAttributesList()).getOrDefault(name, AnyValue.getDefaultInstance());
    }

    private static String text(Span span, String name) {
        return value(span, name).getStringValue();
    }
}
