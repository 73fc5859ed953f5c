package io.sockspan.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.time.Times;
import io.sockspan.track.TrackedSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes the phases of a connection. A phase becomes a span, from the moment at which it had begun at the latest to that at which it had
 * ended at the latest; attributes say by how much either may have been earlier. A phase of which no length is known becomes an event of the
 * parent: as a span it would claim one. For the agent's thread.
 */
final class PhaseSpans {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Tracer tracer;
    private final SpanTimes times;
    private final ConnectionAttributes attributes;

    PhaseSpans(Tracer tracer, SpanTimes times, ConnectionAttributes attributes) {
        this.tracer = tracer;
        this.times = times;
        this.attributes = attributes;
    }

    /** Adds the phases without a length to their parent, as events. */
    void moments(List<Phase> phases, long lastKnown, Span parent) {
        for (Phase phase : phases) {
            if (times.isMoment(phase.start, phase.end(lastKnown))) {
                parent.addEvent(phase.kind.spanName, momentOf(phase), times.epoch(phase.start), TimeUnit.NANOSECONDS);
            }
        }
    }

    /** @param areMirrors whether the parent is in another trace than the connection's own */
    void children(TrackedSocket connection, List<Phase> phases, long lastKnown, Context parent, boolean areMirrors) {
        for (Phase phase : phases) {
            long end = phase.end(lastKnown);
            if (!times.isMoment(phase.start, end)) {
                child(connection, phase, end, parent, areMirrors);
            }
        }
    }

    private void child(TrackedSocket connection, Phase phase, long end, Context parent, boolean isMirror) {
        AttributesBuilder to = Attributes.builder();
        attributes.brief(connection, phase.state(), to);
        if (isMirror) {
            to.put(SockspanAttributes.MIRROR, true);
        }
        String error = detail(connection, phase, to);
        Span span = tracer.spanBuilder(phase.kind.spanName)
                .setParent(parent)
                .setAllAttributes(to.build())
                .setStartTimestamp(times.epoch(phase.start), TimeUnit.NANOSECONDS)
                .startSpan();
        for (Transition change : phase.within) {
            span.addEvent(
                    change.to.semconv(),
                    eventOf(change),
                    times.epoch(clamp(change.latest, phase.start, end)),
                    TimeUnit.NANOSECONDS);
        }
        if (error != null) {
            span.setStatus(StatusCode.ERROR, error);
        }
        span.end(times.epoch(end), TimeUnit.NANOSECONDS);
    }

    /** Adds how beginning, end and outcome of a phase are known. Returns why it is an error; null if it is none. */
    String detail(TrackedSocket connection, Phase phase, AttributesBuilder to) {
        beginning(phase, to);
        if (phase.left() != null) {
            TcpInfoAttributes.put(connection.statisticsAt(phase.left()), to);
        }
        return end(connection, phase, to);
    }

    /** As {@link #detail}, of all phases together. */
    String outline(TrackedSocket connection, List<Phase> phases, AttributesBuilder to) {
        if (phases.isEmpty()) {
            return null;
        }
        beginning(phases.get(0), to);
        return end(connection, phases.get(phases.size() - 1), to);
    }

    private static void beginning(Phase phase, AttributesBuilder to) {
        if (phase.entered != null) {
            to.put(SockspanAttributes.START_EVIDENCE, phase.entered.evidence.label());
            putUncertainty(SockspanAttributes.START_UNCERTAINTY, phase.entered, to);
        } else if (phase.isOlderThanSeen()) {
            to.put(SockspanAttributes.OPEN_START, true);
        }
    }

    private static String end(TrackedSocket connection, Phase phase, AttributesBuilder to) {
        Transition left = phase.left();
        if (left != null) {
            to.put(SockspanAttributes.END_EVIDENCE, left.evidence.label());
            putUncertainty(SockspanAttributes.END_UNCERTAINTY, left, to);
        } else if (!phase.hasEnded()) {
            to.put(SockspanAttributes.OPEN_END, true);
        }
        boolean reset =
                left != null && left.to == TcpState.CLOSED && connection.tcp().resetBy() != null;
        if (reset) {
            to.put(SockspanAttributes.RESET_BY, connection.tcp().resetBy().label());
        }
        String error = errorOf(connection, phase, reset);
        if (error != null) {
            to.put(SockspanAttributes.ERROR_TYPE, error);
        }
        return error;
    }

    /** A failed connect and a reset by the peer are errors. */
    private static String errorOf(TrackedSocket connection, Phase phase, boolean reset) {
        String known = phase.error() == null ? connection.errorType() : phase.error();
        if (phase.isFailedOpening()) {
            return known == null ? "_OTHER" : known;
        }
        if (reset && connection.tcp().resetBy() == ResetBy.REMOTE) {
            return known == null ? "connection_reset" : known;
        }
        return null;
    }

    private static Attributes momentOf(Phase phase) {
        AttributesBuilder to = Attributes.builder()
                .put(SockspanAttributes.NETWORK_CONNECTION_STATE, phase.state().semconv());
        if (phase.entered != null) {
            to.put(SockspanAttributes.EVIDENCE, phase.entered.evidence.label());
            putUncertainty(SockspanAttributes.UNCERTAINTY, phase.entered, to);
        }
        return to.build();
    }

    private static Attributes eventOf(Transition change) {
        AttributesBuilder to = Attributes.builder()
                .put(SockspanAttributes.NETWORK_CONNECTION_STATE, change.to.semconv())
                .put(SockspanAttributes.EVIDENCE, change.evidence.label());
        putUncertainty(SockspanAttributes.UNCERTAINTY, change, to);
        return to.build();
    }

    private static void putUncertainty(AttributeKey<Double> key, Transition transition, AttributesBuilder to) {
        if (transition.uncertainty() > 0) {
            to.put(key, transition.uncertainty() / NANOS_PER_SECOND);
        }
    }

    private static long clamp(long time, long start, long end) {
        return Times.isBefore(time, start) ? start : Times.isBefore(end, time) ? end : time;
    }
}
