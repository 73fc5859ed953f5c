package io.sockspan.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.sockspan.leak.LeakKind;
import io.sockspan.track.SocketAttachment;
import java.util.EnumMap;
import java.util.Map;

/**
 * How far a connection was exported; attached to the connection. {@link Decision#OVER_BUDGET} itself is attached instead if that decision
 * is all there is to keep. For the agent's thread.
 */
final class ConnectionTrace implements SocketAttachment {
    enum Decision implements SocketAttachment {
        /** The first span is not due yet. */
        PENDING,
        TRACED,
        /** The budget was used up; an anomaly may still bring the connection in. */
        OVER_BUDGET,
        /** The user's sampler rejected it. */
        NOT_SAMPLED
    }

    Decision decision = Decision.PENDING;
    /** The first span, parent of the others; null until there is one. */
    SpanContext root;
    /** How many phases were exported. */
    int exported;
    /** Whether a connect failed before any packet was sent; that failure is the first phase then. */
    boolean unsentConnect;
    /** Whether the application's own trace got its span. */
    boolean mirrored;

    private Map<LeakKind, SpanContext> verdicts;

    void accused(LeakKind kind, SpanContext span) {
        if (verdicts == null) {
            verdicts = new EnumMap<>(LeakKind.class);
        }
        verdicts.put(kind, span);
    }

    /** Removes and returns the span of the verdict of that kind, which no longer stands; null if there is none. */
    SpanContext retract(LeakKind kind) {
        return verdicts == null ? null : verdicts.remove(kind);
    }
}
