package io.sockspan.it.export;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

class OtlpExportIT {
    /** What is cut off of the wall clock's time here. */
    private static final long A_MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long A_MICROSECOND = TimeUnit.MICROSECONDS.toNanos(1);

    @ForEachJdk
    void exportsTheLifeOfEachConnectionAsItHappens(Jdk jdk) throws IOException {
        long start = epochNanos();
        try (OtlpReceiver backend = new OtlpReceiver();
                RunningJvm jvm = TargetJvm.of(jdk)
                        .agent("leak.close_wait=500ms")
                        .exportTo(backend.endpoint())
                        .app("Story")
                        .start()) {
            jvm.awaitDone();
            int[] good = ports(jvm, "good");
            int[] leaked = ports(jvm, "leaked");
            int refused = Integer.parseInt(jvm.said("refused").get(0));

            Span leak = backend.awaitSpan(
                            span -> span.getName().equals("tcp leak close_wait") && isClientEnd(span, leaked))
                    .item();
            assertThat(backend.spans())
                    .as("the leak is exported while the connection is still there")
                    .noneMatch(received -> isConnection(received.item()) && isClientEnd(received.item(), leaked));
            jvm.ask("close", "^app: closed$");
            Span connection = backend.awaitSpan(span -> isConnection(span) && isClientEnd(span, leaked))
                    .item();
            Span retraction = backend.awaitSpan(
                            span -> span.getName().equals("tcp leak retracted") && isClientEnd(span, leaked))
                    .item();
            jvm.finish();

            assertClientOfGoodConnection(backend, good);
            assertServerOfGoodConnection(backend, good);
            assertRefused(backend, refused);
            assertLeak(backend, leak, connection, retraction);
            assertWellFormed(backend.spans(), start, epochNanos() + A_MILLISECOND);
            assertMetrics(backend);
            assertThat(backend.requests()).isNotEmpty().allSatisfy(request -> {
                assertThat(request.contentType()).isEqualTo("application/x-protobuf");
                assertThat(request.contentEncoding()).isEqualTo("gzip");
            });
        }
    }

    private static void assertClientOfGoodConnection(OtlpReceiver backend, int[] ports) {
        Span root = only(backend, "tcp connection", span -> isClientEnd(span, ports));
        assertThat(root.getStatus().getCode()).isNotEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(text(root, "sockspan.role")).isEqualTo("client");
        assertThat(text(root, "network.transport")).isEqualTo("tcp");
        assertThat(text(root, "network.type")).isEqualTo("ipv4");
        assertThat(text(root, "server.address")).isEqualTo("localhost");
        assertThat(text(root, "thread.name")).isEqualTo("main");
        assertThat(text(root, "code.stacktrace")).contains("io.sockspan.it.export.app.Story.endWell");
        assertThat(text(root, "sockspan.closed_by")).isEqualTo("local");
        List<Span> trace = traceOf(backend, root);
        assertThat(trace)
                .extracting(Span::getName)
                .startsWith("tcp connection", "tcp connect", "tcp established", "tcp fin_wait");
        assertThat(text(trace.get(2), "network.connection.state")).isEqualTo("established");
        assertThat(trace)
                .allSatisfy(span -> assertThat(attribute(span, "sockspan.connection.id"))
                        .isEqualTo(attribute(root, "sockspan.connection.id")));
    }

    private static void assertServerOfGoodConnection(OtlpReceiver backend, int[] ports) {
        Span listen = only(
                backend,
                "tcp listen",
                span -> attribute(span, "network.local.port").getIntValue() == ports[1]);
        Span root = only(backend, "tcp connection", span -> isServerEnd(span, ports));
        assertThat(text(root, "sockspan.role")).isEqualTo("server");
        assertThat(root.getLinksList()).as("the listener").anyMatch(link -> isLinkTo(link, listen));
        assertThat(traceOf(backend, root)).extracting(Span::getName).contains("tcp established");
    }

    private static void assertRefused(OtlpReceiver backend, int port) {
        Span root = only(
                backend,
                "tcp connection",
                connect -> attribute(connect, "network.peer.port").getIntValue() == port);
        assertThat(traceOf(backend, root))
                .as("nothing comes after the connect")
                .hasSize(2)
                .allSatisfy(span -> {
                    assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
                    assertThat(text(span, "error.type")).isEqualTo("connection_refused");
                });
    }

    private static void assertLeak(OtlpReceiver backend, Span leak, Span connection, Span retraction) {
        assertThat(leak.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(leak.getStatus().getMessage()).contains("io.sockspan.it.export.app.Story.leak(Story.java:");
        assertThat(text(leak, "sockspan.leak.kind")).isEqualTo("close_wait");
        assertThat(text(leak, "sockspan.leak.fingerprint")).matches("[0-9a-f]{8}");
        assertThat(text(leak, "code.stacktrace")).contains("io.sockspan.it.export.app.Story.leak");
        assertThat(leak.getLinksList()).as("the connection").anyMatch(link -> isLinkTo(link, connection));
        assertThat(connection.getLinksList()).as("the verdict").anyMatch(link -> isLinkTo(link, leak));
        assertThat(retraction.getLinksList()).as("the verdict").anyMatch(link -> isLinkTo(link, leak));
        assertThat(traceOf(backend, leak))
                .extracting(Span::getName)
                .containsExactly("tcp leak close_wait", "tcp connect", "tcp established", "tcp close_wait");
        Span closeWait = traceOf(backend, connection).stream()
                .filter(span -> span.getName().equals("tcp close_wait"))
                .findAny()
                .orElseThrow();
        assertThat(closeWait.getEndTimeUnixNano() - closeWait.getStartTimeUnixNano())
                .as("at least the limit")
                .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(400));
    }

    /** What holds for every span. */
    private static void assertWellFormed(List<Received<Span>> spans, long start, long end) {
        Set<Object> arrived = new HashSet<>();
        for (Received<Span> received : spans) {
            Span span = received.item();
            assertThat(span.getName()).matches("tcp .*|dns lookup");
            assertThat(span.getKind()).as(span.getName()).isEqualTo(Span.SpanKind.SPAN_KIND_INTERNAL);
            assertThat(span.getStartTimeUnixNano()).as(span.getName()).isBetween(start, end);
            assertThat(span.getEndTimeUnixNano())
                    .as(span.getName())
                    .isBetween(span.getStartTimeUnixNano() + A_MICROSECOND, end);
            assertThat(arrived.add(span.getSpanId())).as("sent once").isTrue();
            if (!span.getParentSpanId().isEmpty()) {
                assertThat(arrived)
                        .as("the parent of " + span.getName() + " came before")
                        .contains(span.getParentSpanId());
            } else {
                assertThat(span.getName())
                        .isIn("tcp connection", "tcp listen", "tcp leak close_wait", "tcp leak retracted");
            }
            assertThat(received.resource().get("service.name").getStringValue())
                    .isEqualTo("io.sockspan.it.export.app.Story");
            assertThat(received.resource()).containsKeys("telemetry.sdk.name", "telemetry.sdk.language");
        }
    }

    private static void assertMetrics(OtlpReceiver backend) {
        Set<String> names = new HashSet<>();
        backend.metrics().forEach(metric -> names.add(metric.item().getName()));
        assertThat(names)
                .contains("sockspan.connect.duration")
                .allMatch(name -> name.startsWith("sockspan.") || name.equals("dns.lookup.duration"));
        Map<String, AnyValue> resource = backend.metrics().get(0).resource();
        assertThat(resource.get("service.name").getStringValue()).isEqualTo("io.sockspan.it.export.app.Story");
    }

    private static Span only(OtlpReceiver backend, String name, Predicate<Span> wanted) {
        List<Span> found = backend.spans().stream()
                .map(Received::item)
                .filter(span -> span.getName().equals(name))
                .filter(wanted)
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    private static List<Span> traceOf(OtlpReceiver backend, Span root) {
        return backend.spans().stream()
                .map(Received::item)
                .filter(span -> span.getTraceId().equals(root.getTraceId()))
                .toList();
    }

    private static boolean isConnection(Span span) {
        return span.getName().equals("tcp connection");
    }

    private static boolean isLinkTo(Span.Link link, Span span) {
        return link.getSpanId().equals(span.getSpanId()) && link.getTraceId().equals(span.getTraceId());
    }

    private static boolean isClientEnd(Span span, int[] ports) {
        return attribute(span, "network.local.port").getIntValue() == ports[0]
                && attribute(span, "network.peer.port").getIntValue() == ports[1];
    }

    private static boolean isServerEnd(Span span, int[] ports) {
        return isClientEnd(span, new int[] {ports[1], ports[0]});
    }

    private static AnyValue attribute(Span span, String name) {
        return OtlpReceiver.attributes(span.getAttributesList()).getOrDefault(name, AnyValue.getDefaultInstance());
    }

    private static String text(Span span, String name) {
        return attribute(span, name).getStringValue();
    }

    /** The client's port and the server's port. */
    private static int[] ports(RunningJvm jvm, String way) {
        String[] words = jvm.said("connection " + way).get(0).split(" ");
        return new int[] {Integer.parseInt(words[0]), Integer.parseInt(words[1])};
    }

    private static long epochNanos() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }
}
