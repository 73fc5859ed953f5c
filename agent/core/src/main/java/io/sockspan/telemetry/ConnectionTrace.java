package io.sockspan.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.track.SocketAttachment;
import io.sockspan.track.TrackedSocket;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What is kept of a connection that is to be exported; attached to the connection until then. A {@link LeftOut} is attached instead to a
 * connection that is not. For the agent's thread.
 */
final class ConnectionTrace implements SocketAttachment {
    /** Why a connection is not exported. An anomaly may still bring it in, unless it is {@link #GONE}. */
    enum LeftOut implements SocketAttachment {
        OVER_BUDGET,
        /** The user's sampler rejected it. */
        NOT_SAMPLED,
        /** It has ended. */
        GONE
    }

    private static final long NEVER = Long.MIN_VALUE;
    /** A shorter wait may have been none. */
    private static final long KNOWN_WAIT = 2 * TcpStatistics.TICK;

    final RootIds ids;
    /** Whether its opening was handled. */
    boolean opened;
    /** Whether it was exported. */
    boolean done;
    /** The span of the listener that accepted it; null if it has none or it is not known. */
    SpanContext listener;

    private long unsentFailedAt = NEVER;
    private String unsentError;
    private Map<LeakKind, SpanContext> verdicts;

    ConnectionTrace(RootIds ids) {
        this.ids = ids;
    }

    /** A connect failed before any packet was sent. That failure is the connection's first phase. */
    void connectUnsent(long failedAt, String error) {
        unsentFailedAt = failedAt;
        unsentError = error;
    }

    /** Adds the root of a verdict's trace, to which this trace then links: the last one of each kind. */
    void accused(LeakKind kind, SpanContext verdict) {
        if (verdicts == null) {
            verdicts = new EnumMap<>(LeakKind.class);
        }
        verdicts.put(kind, verdict);
    }

    Collection<SpanContext> verdicts() {
        return verdicts == null ? Collections.emptyList() : verdicts.values();
    }

    /** Null if the connection is left out, or nothing was decided yet. */
    static ConnectionTrace of(TrackedSocket connection) {
        SocketAttachment kept = connection.attachment();
        return kept instanceof ConnectionTrace ? (ConnectionTrace) kept : null;
    }

    static List<Phase> phasesOf(TrackedSocket connection) {
        List<Phase> phases = Phase.of(
                connection.tcp().transitions(), connection.tcp().state(), connection.role(), connection.openedAt());
        if (connection.acceptWait() >= KNOWN_WAIT
                && !phases.isEmpty()
                && phases.get(0).isAcceptAlone()) {
            phases.set(0, Phase.acceptWait(phases.get(0).entered, connection.acceptWait()));
        }
        ConnectionTrace trace = of(connection);
        if (trace != null && trace.unsentFailedAt != NEVER) {
            phases.add(0, Phase.unsentConnect(connection.openedAt(), trace.unsentFailedAt, trace.unsentError));
        }
        return phases;
    }
}
