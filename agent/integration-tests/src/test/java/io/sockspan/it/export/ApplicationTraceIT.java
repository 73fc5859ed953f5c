package io.sockspan.it.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.OtlpReceiver;
import io.sockspan.testkit.OtlpReceiver.Received;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Connections that an application makes within spans of its own are told in its traces, too. */
class ApplicationTraceIT {
    /** What {@code Traced} names its spans after. */
    private static final List<String> WAYS =
            List.of("socket-address-port", "channel-blocking", "channel-selector", "async-future");

    private static final String OURS = "io.sockspan";
    private static final int LOADERS = 200;

    @ForEachJdk
    void joinsTheTraceOfAnApplicationWithAnSdkOfItsOwn(Jdk jdk) throws IOException {
        try (OtlpReceiver backend = new OtlpReceiver();
                RunningJvm jvm = TargetJvm.of(jdk)
                        .agent()
                        .exportTo(backend.endpoint())
                        .openTelemetry()
                        .app("Traced", backend.endpoint())
                        .start()) {
            assertJoined(backend, jvm);
        }
    }

    @ForEachJdk
    void joinsTheTraceWhereTheOpenTelemetryAgentStartedBefore(Jdk jdk) throws IOException {
        joinsTheTraceUnderTheOpenTelemetryAgent(
                jdk, jvm -> jvm.openTelemetryAgent().agent());
    }

    @ForEachJdk
    void joinsTheTraceWhereTheOpenTelemetryAgentStartedAfter(Jdk jdk) throws IOException {
        joinsTheTraceUnderTheOpenTelemetryAgent(jdk, jvm -> jvm.agent().openTelemetryAgent());
    }

    private static void joinsTheTraceUnderTheOpenTelemetryAgent(Jdk jdk, UnaryOperator<TargetJvm> agents)
            throws IOException {
        try (OtlpReceiver backend = new OtlpReceiver();
                RunningJvm jvm = agents.apply(quiet(TargetJvm.of(jdk)))
                        .exportTo(backend.endpoint())
                        .openTelemetry()
                        .app("Traced")
                        .start()) {
            assertJoined(backend, jvm);
            assertOneService(backend);
        }
    }

    @ForEachJdk
    void joinsTheTraceOfAnApplicationThatKnowsNothingOfOpenTelemetry(Jdk jdk) throws IOException {
        try (OtlpReceiver backend = new OtlpReceiver();
                RunningJvm jvm = quiet(TargetJvm.of(jdk))
                        .openTelemetryAgent()
                        .agent()
                        .exportTo(backend.endpoint())
                        .app("Fetch")
                        .start()) {
            jvm.awaitDone();
            int port = Integer.parseInt(jvm.said("fetched").get(0).split(" ")[1]);
            backend.awaitSpan(span -> isMirror(span) && peerPort(span) == port);
            jvm.finish();
            Span root = only(backend, span -> isConnection(span) && peerPort(span) == port);
            Span request = only(backend, span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT);
            assertTold(backend, root, request);
            assertOneService(backend);
            assertOnlyOthersTrace(backend, "io.opentelemetry.http-url-connection");
        }
    }

    @ForEachJdk
    void keepsNoApplicationAlive(Jdk jdk) throws IOException {
        try (OtlpReceiver backend = new OtlpReceiver();
                RunningJvm jvm = TargetJvm.of(jdk)
                        .agent("spans.healthy=100000")
                        .exportTo(backend.endpoint())
                        .env("OTEL_BSP_MAX_QUEUE_SIZE", "100000")
                        .openTelemetry()
                        .app("ManyApis", String.valueOf(LOADERS))
                        .start()) {
            jvm.awaitDone();
            backend.awaitSpan(span -> span.getParentSpanId().equals(spanId(LOADERS)));
            jvm.ask("collect", "^app: collected " + LOADERS + "$");
            jvm.finish();
            assertThat(spans(backend, ApplicationTraceIT::isMirror))
                    .as("one in each application's span")
                    .extracting(Span::getParentSpanId)
                    .doesNotHaveDuplicates()
                    .hasSize(LOADERS);
        }
    }

    /** The OpenTelemetry agent does things that a JVM warns of, which are not what is looked for here. */
    private static TargetJvm quiet(TargetJvm jvm) {
        return jvm.flag("-Xshare:off").flagSince(24, "--sun-misc-unsafe-memory-access=allow");
    }

    private static void assertJoined(OtlpReceiver backend, RunningJvm jvm) {
        jvm.awaitDone();
        int last = localPort(jvm, "outside");
        backend.awaitSpan(span -> isConnectionFrom(span, last));
        jvm.finish();
        for (String way : WAYS) {
            Span application = only(backend, span -> span.getName().equals(way));
            assertTold(backend, rootOf(backend, jvm, way), application);
        }
        Span outside = rootOf(backend, jvm, "outside");
        assertThat(outside.getLinksList()).as("outside of a span").isEmpty();
        assertThat(spans(backend, ApplicationTraceIT::isMirror))
                .as("one for each connection within a span")
                .hasSize(WAYS.size());
        assertOnlyOthersTrace(backend, "app");
    }

    /** Both traces tell of the connection, and each leads to the other. */
    private static void assertTold(OtlpReceiver backend, Span root, Span application) {
        assertThat(root.getTraceId()).isNotEqualTo(application.getTraceId());
        assertThat(leadsTo(root, application)).as("the root's link").isTrue();
        Span child =
                only(backend, span -> isMirror(span) && span.getParentSpanId().equals(application.getSpanId()));
        assertThat(child.getTraceId()).isEqualTo(application.getTraceId());
        assertThat(leadsTo(child, root)).as("the child's link").isTrue();
        assertThat(child.getStartTimeUnixNano()).isEqualTo(root.getStartTimeUnixNano());
        assertThat(child.getEndTimeUnixNano()).isLessThanOrEqualTo(root.getEndTimeUnixNano());
    }

    /** Nobody traces how the agent sends its own spans away. */
    private static void assertOnlyOthersTrace(OtlpReceiver backend, String scope) {
        assertThat(backend.spans()).extracting(Received::scope).containsOnly(OURS, scope);
    }

    /** The OpenTelemetry agent names the main class of no jar not at all, and makes up the instance's id. */
    private static void assertOneService(OtlpReceiver backend) {
        for (String key : List.of("service.name", "service.instance.id", "host.name")) {
            assertThat(backend.spans())
                    .extracting(received -> received.resource().get(key).getStringValue())
                    .as(key)
                    .doesNotContain("")
                    .allMatch(backend.spans().get(0).resource().get(key).getStringValue()::equals);
        }
    }

    private static Span rootOf(OtlpReceiver backend, RunningJvm jvm, String way) {
        int port = localPort(jvm, way);
        return only(backend, span -> isConnectionFrom(span, port));
    }

    private static int localPort(RunningJvm jvm, String way) {
        return Integer.parseInt(jvm.said("connection " + way).get(0).split(" ")[0]);
    }

    private static boolean isConnectionFrom(Span span, int port) {
        return isConnection(span) && attribute(span, "network.local.port").getIntValue() == port;
    }

    /** As {@code ManyApis} numbers its spans. */
    private static ByteString spanId(int number) {
        return ByteString.fromHex(String.format("%016x", number));
    }

    private static boolean leadsTo(Span from, Span to) {
        return from.getLinksCount() == 1
                && from.getLinks(0).getTraceId().equals(to.getTraceId())
                && from.getLinks(0).getSpanId().equals(to.getSpanId());
    }

    private static boolean isConnection(Span span) {
        return span.getName().equals("tcp connection");
    }

    private static boolean isMirror(Span span) {
        return span.getName().equals("tcp connect")
                && attribute(span, "sockspan.mirror").getBoolValue();
    }

    private static long peerPort(Span span) {
        return attribute(span, "network.peer.port").getIntValue();
    }

    private static AnyValue attribute(Span span, String name) {
        return OtlpReceiver.attributes(span.getAttributesList()).getOrDefault(name, AnyValue.getDefaultInstance());
    }

    private static Span only(OtlpReceiver backend, Predicate<Span> wanted) {
        List<Span> found = spans(backend, wanted);
        assertThat(found).as(() -> "one of " + backend.spans().size()).hasSize(1);
        return found.get(0);
    }

    private static List<Span> spans(OtlpReceiver backend, Predicate<Span> wanted) {
        return backend.spans().stream().map(Received::item).filter(wanted).toList();
    }
}
