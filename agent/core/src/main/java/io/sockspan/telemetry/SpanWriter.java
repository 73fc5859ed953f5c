package io.sockspan.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Times;
import io.sockspan.tcp.Transition;
import io.sockspan.track.Clock;
import io.sockspan.track.ParentSpan;
import io.sockspan.track.TrackedSocket;
import java.util.concurrent.TimeUnit;

/**
 * Writes one span for a phase or verdict; starts and ends it at once, with the recorded times.
 *
 * <p>A span covers only what is proven: it starts at the latest moment at which the state can have begun, and ends at the last moment at
 * which it is known to have held. Attributes say by how much it may have been longer. The current context is neither read nor set. For the
 * agent's thread.
 */
final class SpanWriter {
    /** An unknown time. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private static final String LEAK = "tcp leak";
    private static final double NANOS_PER_SECOND = 1e9;

    private final Tracer tracer;
    private final Clock clock;
    private final ConnectionAttributes attributes = new ConnectionAttributes();

    SpanWriter(Tracer tracer, Clock clock) {
        this.tracer = tracer;
        this.clock = clock;
    }

    /**
     * Exports a phase.
     *
     * @param root the connection's first span; null if this span is the first
     * @param listener the span of the listener that accepted the connection; null if unknown
     * @param seenAt for a phase that lasts, when it was last observed, or {@link #UNKNOWN}
     */
    SpanContext phase(TrackedSocket connection, Phase phase, SpanContext root, SpanContext listener, long seenAt) {
        SpanBuilder span = tracer.spanBuilder(phase.kind.spanName).setParent(childOf(root));
        if (listener != null) {
            span.addLink(listener);
        }
        AttributesBuilder more = Attributes.builder();
        if (root == null) {
            linkToApplication(connection, span);
            attributes.origin(connection, more);
        }
        return write(connection, phase, span, more, seenAt);
    }

    /** Exports the connect in the application's own trace too, with a link to the connection's. */
    void mirror(TrackedSocket connection, Phase phase, SpanContext root, long seenAt) {
        SpanContext application = contextOf(connection.parentSpan());
        if (application.isValid()) {
            SpanBuilder span = tracer.spanBuilder(phase.kind.spanName)
                    .setParent(childOf(application))
                    .addLink(root);
            write(connection, phase, span, Attributes.builder(), seenAt);
        }
    }

    SpanContext verdict(LeakSpan leak, SpanContext root, long now) {
        SpanBuilder span = leakSpan(leak, root);
        if (root == null && leak.connection != null) {
            linkToApplication(leak.connection, span);
        }
        Span started =
                span.setStartTimestamp(epoch(leak.since), TimeUnit.NANOSECONDS).startSpan();
        String what = leak.kind == LeakKind.DROPPED ? "leak: " : "suspected leak: ";
        started.setStatus(StatusCode.ERROR, what + leak.kind.label());
        started.end(epoch(Times.later(leak.since, now)), TimeUnit.NANOSECONDS);
        return started.getSpanContext();
    }

    /** Exports the retraction of a verdict, as an instant with a link to the verdict's span. */
    void retraction(LeakSpan leak, SpanContext root, SpanContext verdict, long now) {
        leakSpan(leak, root)
                .addLink(verdict)
                .setAttribute(SockspanAttributes.LEAK_RETRACTED, true)
                .setStartTimestamp(epoch(now), TimeUnit.NANOSECONDS)
                .startSpan()
                .end(epoch(now), TimeUnit.NANOSECONDS);
    }

    private SpanContext write(
            TrackedSocket connection, Phase phase, SpanBuilder builder, AttributesBuilder to, long seenAt) {
        long start = phase.start;
        long end = phase.provenEnd();
        if (!phase.hasEnded() && seenAt != UNKNOWN) {
            end = Times.later(end, seenAt);
        }
        attributes.identity(connection, phase.state(), to);
        evidence(phase, end, to);
        if (phase.kind.isOpening()) {
            attributes.handshake(connection, to);
        }
        boolean reset = wasReset(connection, phase);
        if (reset) {
            to.put(SockspanAttributes.RESET_BY, connection.tcp().resetBy().label());
        }
        String error = errorOf(connection, phase, reset);
        if (error != null) {
            to.put(SockspanAttributes.ERROR_TYPE, error);
        }
        Span span = builder.setAllAttributes(to.build())
                .setStartTimestamp(epoch(start), TimeUnit.NANOSECONDS)
                .startSpan();
        for (Transition change : phase.within) {
            span.addEvent(
                    change.to.semconv(),
                    eventOf(change),
                    epoch(clamp(change.latest, start, end)),
                    TimeUnit.NANOSECONDS);
        }
        if (error != null) {
            span.setStatus(StatusCode.ERROR, error);
        }
        span.end(epoch(end), TimeUnit.NANOSECONDS);
        return span.getSpanContext();
    }

    private SpanBuilder leakSpan(LeakSpan leak, SpanContext root) {
        AttributesBuilder to = Attributes.builder();
        TrackedSocket connection = leak.connection;
        if (connection != null) {
            attributes.identity(connection, connection.tcp().state(), to);
            attributes.origin(connection, to);
            attributes.handshake(connection, to);
            to.put(SockspanAttributes.EVIDENCE, connection.tcp().evidence().label());
        }
        to.put(SockspanAttributes.LEAK_KIND, leak.kind.label());
        to.put(SockspanAttributes.LEAK_FINGERPRINT, leak.fingerprint);
        to.put(SockspanAttributes.LEAK_COUNT, leak.count);
        if (leak.limit > 0) {
            to.put(SockspanAttributes.LEAK_LIMIT, leak.limit / NANOS_PER_SECOND);
        }
        if (leak.detail != null) {
            to.put(SockspanAttributes.LEAK_DETAIL, leak.detail);
        }
        return tracer.spanBuilder(LEAK).setParent(childOf(root)).setAllAttributes(to.build());
    }

    private static void evidence(Phase phase, long end, AttributesBuilder to) {
        Transition entered = phase.entered;
        if (entered != null) {
            to.put(SockspanAttributes.START_EVIDENCE, entered.evidence.label());
            putUncertainty(SockspanAttributes.START_UNCERTAINTY, entered.uncertainty(), to);
        } else if (phase.isOlderThanSeen()) {
            to.put(SockspanAttributes.OPEN_START, true);
        }
        Transition left = phase.left();
        if (left != null) {
            to.put(SockspanAttributes.END_EVIDENCE, left.evidence.label());
            putUncertainty(SockspanAttributes.END_UNCERTAINTY, left.latest - end, to);
        } else if (!phase.hasEnded()) {
            to.put(SockspanAttributes.OPEN_END, true);
        }
    }

    private static Attributes eventOf(Transition change) {
        AttributesBuilder to = Attributes.builder()
                .put(SockspanAttributes.NETWORK_CONNECTION_STATE, change.to.semconv())
                .put(SockspanAttributes.EVIDENCE, change.evidence.label());
        putUncertainty(SockspanAttributes.UNCERTAINTY, change.uncertainty(), to);
        return to.build();
    }

    private static void putUncertainty(AttributeKey<Double> key, long nanos, AttributesBuilder to) {
        if (nanos > 0) {
            to.put(key, nanos / NANOS_PER_SECOND);
        }
    }

    private static boolean wasReset(TrackedSocket connection, Phase phase) {
        Transition left = phase.left();
        return connection.tcp().resetBy() != null && left != null && left.to == TcpState.CLOSED;
    }

    /** Why the phase is an error; null if it is none. A failed connect and a reset by the peer are errors. */
    private static String errorOf(TrackedSocket connection, Phase phase, boolean reset) {
        String known = connection.errorType();
        if (phase.isFailedOpening()) {
            return known == null ? "_OTHER" : known;
        }
        if (reset && connection.tcp().resetBy() == ResetBy.REMOTE) {
            return known == null ? "connection_reset" : known;
        }
        return null;
    }

    private static void linkToApplication(TrackedSocket connection, SpanBuilder span) {
        if (connection.parentSpan() != null) {
            SpanContext application = contextOf(connection.parentSpan());
            if (application.isValid()) {
                span.addLink(application);
            }
        }
    }

    /** Not remote: the span belongs to another SDK, but in this process. */
    private static SpanContext contextOf(ParentSpan parent) {
        return SpanContext.create(
                parent.traceId, parent.spanId, TraceFlags.fromByte(parent.traceFlags), TraceState.getDefault());
    }

    private static Context childOf(SpanContext parent) {
        return parent == null ? Context.root() : Context.root().with(Span.wrap(parent));
    }

    private static long clamp(long time, long start, long end) {
        return Times.isBefore(time, start) ? start : Times.isBefore(end, time) ? end : time;
    }

    private long epoch(long nanos) {
        return clock.epochNanos(nanos);
    }
}
