package io.sockspan.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.context.Context;
import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import io.sockspan.track.TlsNegotiation;
import io.sockspan.track.TrackedSocket;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Counts and measures every connection, traced or not, and the agent itself.
 *
 * <p>For the agent's thread. The SDK's metric reader calls back on a thread of its own, and reads only the gauges of the last sweep.
 */
final class ConnectionMetrics implements TelemetrySink {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final List<Double> HANDSHAKE_SECONDS =
            Arrays.asList(0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 3.0, 7.0, 15.0, 31.0, 63.0);
    private static final List<Double> LIFE_SECONDS =
            Arrays.asList(0.001, 0.01, 0.1, 1.0, 10.0, 60.0, 300.0, 900.0, 3600.0, 14400.0, 86400.0);
    private static final List<Double> SWEEP_SECONDS = Arrays.asList(0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5);

    private static final EndAttributes ATTRIBUTES = new EndAttributes();

    private final DoubleHistogram connectDuration;
    private final DoubleHistogram connectionDuration;
    private final DoubleHistogram closeWaitDuration;
    private final DoubleHistogram sweepDuration;
    private final LongCounter connectFailures;
    private final TcpInfoMetrics tcpInfo;
    private final PreparationMetrics preparation;

    private volatile Gauges gauges = Gauges.NONE;

    ConnectionMetrics(Meter meter, Supplier<SpanCounts> spans) {
        tcpInfo = new TcpInfoMetrics(meter);
        connectDuration = histogram(
                meter,
                "sockspan.connect.duration",
                "From the first SYN until the handshake was complete, of client connections.",
                HANDSHAKE_SECONDS);
        connectionDuration = histogram(
                meter,
                "sockspan.connection.duration",
                "From the end of the handshake until the descriptor was given back.",
                LIFE_SECONDS);
        closeWaitDuration = histogram(
                meter,
                "sockspan.close_wait.duration",
                "From the peer's close until our own, of connections that the peer closed first.",
                LIFE_SECONDS);
        sweepDuration = histogram(
                meter,
                "sockspan.agent.sweep.duration",
                "Time to ask the kernel for the state of every open socket once.",
                SWEEP_SECONDS);
        connectFailures = meter.counterBuilder("sockspan.connect.failures")
                .setUnit("{connection}")
                .setDescription("Connects that failed, by reason.")
                .build();
        preparation = new PreparationMetrics(meter, HANDSHAKE_SECONDS);
        meter.gaugeBuilder("sockspan.connections")
                .ofLongs()
                .setUnit("{connection}")
                .setDescription(
                        "Connections by TCP state and role, those included that the kernel is closing and whose state was observed in the last 15 s.")
                .buildWithCallback(this::observeConnections);
        meter.gaugeBuilder("sockspan.suspects")
                .ofLongs()
                .setUnit("{connection}")
                .setDescription("Sockets that are suspected of being leaked now, by kind.")
                .buildWithCallback(this::observeSuspects);
        observeAgent(meter, spans);
    }

    private void observeAgent(Meter meter, Supplier<SpanCounts> spans) {
        meter.counterBuilder("sockspan.agent.events.dropped")
                .setUnit("{event}")
                .setDescription(
                        "Events that the agent's full queue refused. Where there are any, spans may be incomplete.")
                .buildWithCallback(measurement -> measurement.record(gauges.eventsDropped()));
        meter.counterBuilder("sockspan.agent.hook.failures")
                .setUnit("{failure}")
                .setDescription("Exceptions swallowed in the agent's hooks. Always 0 unless the agent has a bug.")
                .buildWithCallback(measurement -> measurement.record(gauges.hookFailures()));
        meter.counterBuilder("sockspan.agent.spans")
                .setUnit("{span}")
                .setDescription("Spans by what became of them.")
                .buildWithCallback(measurement -> observeSpans(measurement, spans.get()));
    }

    @Override
    public void swept(long nanos, Gauges now) {
        gauges = now;
        sweepDuration.record(nanos / NANOS_PER_SECOND);
    }

    @Override
    public void transitioned(TrackedSocket connection, Transition transition) {
        if (transition.from == TcpState.SYN_SENT && transition.to == TcpState.ESTABLISHED) {
            record(connectDuration, entered(connection, TcpState.SYN_SENT), transition.latest, Attributes.empty());
        } else if (transition.from == TcpState.CLOSE_WAIT) {
            record(
                    closeWaitDuration,
                    entered(connection, TcpState.CLOSE_WAIT),
                    transition.latest,
                    ATTRIBUTES.of(connection.role(), null));
        }
    }

    @Override
    public void read(TrackedSocket connection, TcpStatistics before, TcpStatistics now) {
        tcpInfo.read(connection, before, now);
    }

    @Override
    public void connectFailed(TrackedSocket connection) {
        String error = connection.errorType() == null ? "_OTHER" : connection.errorType();
        connectFailures.add(1, Attributes.of(SockspanAttributes.ERROR_TYPE, error));
    }

    @Override
    public void negotiated(TrackedSocket connection, TlsNegotiation negotiation) {
        preparation.negotiated(connection.role(), negotiation);
    }

    @Override
    public void ended(TrackedSocket connection) {
        Transition established = entered(connection, TcpState.ESTABLISHED);
        if (established == null || connection.isOpen()) {
            return;
        }
        record(
                connectionDuration,
                established,
                connection.releasedAt(),
                ATTRIBUTES.of(connection.role(), connection.closedBy()));
    }

    private void observeConnections(ObservableLongMeasurement measurement) {
        Gauges now = gauges;
        for (TcpState state : TcpState.values()) {
            for (Role role : Role.values()) {
                long number = now.connections(state, role);
                // States that fit the role are reported even at zero, so that a curve drops to zero and does not end.
                if (number > 0 || canBe(role, state)) {
                    measurement.record(
                            number,
                            Attributes.of(
                                    SockspanAttributes.NETWORK_CONNECTION_STATE,
                                    state.semconv(),
                                    SockspanAttributes.ROLE,
                                    role.label()));
                }
            }
        }
    }

    private static boolean canBe(Role role, TcpState state) {
        switch (role) {
            case LISTENER:
                return state == TcpState.LISTEN;
            case UNCONNECTED:
                return state == TcpState.CLOSED;
            default:
                return state != TcpState.LISTEN;
        }
    }

    private void observeSuspects(ObservableLongMeasurement measurement) {
        Gauges now = gauges;
        for (LeakKind kind : LeakKind.values()) {
            measurement.record(now.suspects(kind), Attributes.of(SockspanAttributes.LEAK_KIND, kind.label()));
        }
    }

    private static void observeSpans(ObservableLongMeasurement measurement, SpanCounts counts) {
        measurement.record(counts.emitted, outcome("emitted"));
        measurement.record(counts.exported, outcome("exported"));
        measurement.record(counts.failed, outcome("failed"));
        measurement.record(counts.dropped, outcome("dropped"));
        measurement.record(counts.overBudget, outcome("over_budget"));
    }

    private static Attributes outcome(String outcome) {
        return Attributes.of(SockspanAttributes.SPANS_OUTCOME, outcome);
    }

    private static void record(DoubleHistogram histogram, Transition from, long until, Attributes attributes) {
        if (from != null) {
            // Pass an empty context: otherwise the SDK would look up the thread's current one each time, and there is
            // none.
            histogram.record(Math.max(0, until - from.latest) / NANOS_PER_SECOND, attributes, Context.root());
        }
    }

    /** The last transition of the connection to that state; null if there is none. */
    private static Transition entered(TrackedSocket connection, TcpState state) {
        return connection.tcp().lastEntry(state);
    }

    static DoubleHistogram histogram(Meter meter, String name, String description, List<Double> bounds) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(bounds)
                .build();
    }
}
