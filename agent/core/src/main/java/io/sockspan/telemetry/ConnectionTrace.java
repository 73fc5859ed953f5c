package io.sockspan.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.sockspan.leak.LeakKind;
import io.sockspan.track.SocketAttachment;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
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

    final RootIds ids;
    /** Whether its opening was handled. */
    boolean opened;
    /** Whether it was exported. */
    boolean done;
    /** The span of the listener that accepted it; null if it has none or it is not known. */
    SpanContext listener;

    private long unsentFailedAt = NEVER;
    private String unsentError;
    private Map<LeakKind, ExportedVerdict> verdicts;

    ConnectionTrace(RootIds ids) {
        this.ids = ids;
    }

    /** A connect failed before any packet was sent. That failure is the connection's first phase. */
    void connectUnsent(long failedAt, String error) {
        unsentFailedAt = failedAt;
        unsentError = error;
    }

    /** The failure before any packet was sent; null if there was none. */
    Phase unsentConnect(long openedAt) {
        return unsentFailedAt == NEVER ? null : Phase.unsentConnect(openedAt, unsentFailedAt, unsentError);
    }

    void accused(LeakKind kind, ExportedVerdict verdict) {
        if (verdicts == null) {
            verdicts = new EnumMap<>(LeakKind.class);
        }
        verdicts.put(kind, verdict);
    }

    /** Returns the verdict of that kind, which no longer stands; null if there is none that stood. */
    ExportedVerdict retract(LeakKind kind) {
        ExportedVerdict verdict = verdicts == null ? null : verdicts.get(kind);
        return verdict != null && verdict.retract() ? verdict : null;
    }

    /** The last verdict of each kind, retracted or not. */
    Collection<ExportedVerdict> verdicts() {
        return verdicts == null ? Collections.emptyList() : verdicts.values();
    }
}
