package io.sockspan.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.sockspan.leak.LeakKind;
import io.sockspan.track.SocketAttachment;
import java.util.EnumMap;
import java.util.Map;

/**
 * How far a connection has been told; hangs on the connection. In its place {@link Decision#OVER_BUDGET} itself may hang there, while
 * nothing is to be kept but that decision. Used on the agent's thread.
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
    /** The first span told, parent of the others; null until then. */
    SpanContext root;
    /** Phases told so far. */
    int told;
    /** Whether a connect failed before any packet was sent; it is the first phase then. */
    boolean unsentConnect;
    /** Whether the application's own trace was given its span. */
    boolean mirrored;

    private Map<LeakKind, SpanContext> accusations;

    void accused(LeakKind kind, SpanContext span) {
        if (accusations == null) {
            accusations = new EnumMap<>(LeakKind.class);
        }
        accusations.put(kind, span);
    }

    /** The standing accusation's span, which stands no more; null if none was told. */
    SpanContext retract(LeakKind kind) {
        return accusations == null ? null : accusations.remove(kind);
    }
}
