package io.sockspan.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import io.sockspan.track.NameLookup;
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
    private final LongCounter verdicts;
    private final PeerAttributes servers = new PeerAttributes();
    private final BoundedValues places = new BoundedValues();
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
                .setDescription(
                        "Connects that failed, by reason and server. Servers beyond the first 100 count as `_OTHER`.")
                .build();
        verdicts = meter.counterBuilder("sockspan.verdicts")
                .setUnit("{verdict}")
                .setDescription(
                        "Verdicts that were reached, retracted or not, by kind and by the method that opened the socket. Methods beyond the first 100 count as `_OTHER`.")
                .build();
        preparation = new PreparationMetrics(meter, HANDSHAKE_SECONDS);
        observeConnections(meter);
        observeAgent(meter, spans);
    }

    /** In the shape of {@code system.network.connection.count}. */
    private void observeConnections(Meter meter) {
        meter.upDownCounterBuilder("sockspan.connection.count")
                .setUnit("{connection}")
                .setDescription(
                        "Connections by TCP state and role, those included that the kernel is closing (`time_wait` among them) and whose state was observed in the last 15 s.")
                .buildWithCallback(this::countConnections);
        meter.upDownCounterBuilder("sockspan.suspect.count")
                .setUnit("{connection}")
                .setDescription("Sockets that are suspected of being leaked now, by kind.")
                .buildWithCallback(this::countSuspects);
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
            record(connectDuration, connection, TcpState.SYN_SENT, transition.latest, Attributes.empty());
        } else if (transition.from == TcpState.SYN_RECEIVED && transition.to == TcpState.ESTABLISHED) {
            tcpInfo.accepted(connection);
        } else if (transition.from == TcpState.CLOSE_WAIT) {
            record(
                    closeWaitDuration,
                    connection,
                    TcpState.CLOSE_WAIT,
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
        String error = connection.errorType() == null ? PeerAttributes.OTHER : connection.errorType();
        AttributesBuilder attributes = servers.of(connection).toBuilder();
        connectFailures.add(
                1, attributes.put(SockspanAttributes.ERROR_TYPE, error).build(), Context.root());
    }

    @Override
    public void accused(LeakSpan leak) {
        AttributesBuilder attributes = Attributes.builder().put(SockspanAttributes.LEAK_KIND, leak.kind.label());
        String place = leak.connection == null ? null : ConnectionAttributes.functionOf(leak.connection);
        if (place != null) {
            attributes.put(SockspanAttributes.CODE_FUNCTION_NAME, places.admits(place) ? place : PeerAttributes.OTHER);
        }
        verdicts.add(1, attributes.build(), Context.root());
    }

    @Override
    public void lookedUp(TrackedSocket connection, NameLookup lookup) {
        preparation.lookedUp(lookup);
    }

    @Override
    public void negotiated(TrackedSocket connection, TlsNegotiation negotiation) {
        preparation.negotiated(connection.role(), negotiation);
    }

    @Override
    public void ended(TrackedSocket connection) {
        if (!connection.isOpen()) {
            record(
                    connectionDuration,
                    connection,
                    TcpState.ESTABLISHED,
                    connection.releasedAt(),
                    ATTRIBUTES.of(connection.role(), connection.closedBy()));
        }
    }

    private void countConnections(ObservableLongMeasurement measurement) {
        Gauges now = gauges;
        for (TcpState state : TcpState.values()) {
            for (Role role : Role.values()) {
                long number = now.connections(state, role);
                // States that fit the role are reported even at zero, so that a curve drops to zero and does not end.
                if (number > 0 || canBe(role, state)) {
                    measurement.record(
                            number,
                            Attributes.of(
                                    SockspanAttributes.NETWORK_TRANSPORT,
                                    "tcp",
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

    private void countSuspects(ObservableLongMeasurement measurement) {
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

    /** Records the time since the connection entered that state, if it was observed to. */
    private static void record(
            DoubleHistogram histogram, TrackedSocket connection, TcpState since, long until, Attributes attributes) {
        Transition from = connection.tcp().lastEntry(since);
        if (from != null) {
            double seconds = Math.max(0, until - from.latest) / NANOS_PER_SECOND;
            histogram.record(seconds, attributes, contextOf(connection));
        }
    }

    /** The connection's trace, from which the SDK takes the exemplars; empty if the connection is not exported. */
    private static Context contextOf(TrackedSocket connection) {
        ConnectionTrace trace = ConnectionTrace.of(connection);
        return trace == null ? Context.root() : Context.root().with(Span.wrap(trace.ids.context()));
    }

    static DoubleHistogram histogram(Meter meter, String name, String description, List<Double> bounds) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(bounds)
                .build();
    }
}
