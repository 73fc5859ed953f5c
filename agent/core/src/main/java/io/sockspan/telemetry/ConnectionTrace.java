package io.sockspan.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.sockspan.leak.LeakKind;
import io.sockspan.track.SocketAttachment;
import java.util.EnumMap;
import java.util.Map;

/**
 * How far a connection was exported; attached to the connection. {@link Decision#OVER_BUDGET} itself may be attached instead, where nothing is to
 * be kept but that decision. For the agent's thread.
 */
final class ConnectionTrace implements SocketAttachment {
    enum Decision implements SocketAttachment {
        /** Its first span is not due yet. */
        PENDING,
        TRACED,
        /** The budget was used up; an anomaly may still bring it in. */
        OVER_BUDGET,
        /** The user's sampler left it out. */
        NOT_SAMPLED
    }

    Decision decision = Decision.PENDING;
    /** The first span, parent of the others; null until there is one. */
    SpanContext root;
    /** How many phases were exported. */
    int exported;
    /** Whether a connect failed before any packet was sent; it is the first phase then. */
    boolean unsentConnect;
    /** Whether the application's own trace was given its span. */
    boolean mirrored;

    private Map<LeakKind, SpanContext> verdicts;

    void accused(LeakKind kind, SpanContext span) {
        if (verdicts == null) {
            verdicts = new EnumMap<>(LeakKind.class);
        }
        verdicts.put(kind, span);
    }

    /** The span of the standing verdict of that kind, which stands no longer; null if there is none. */
    SpanContext retract(LeakKind kind) {
        return verdicts == null ? null : verdicts.remove(kind);
    }
}
