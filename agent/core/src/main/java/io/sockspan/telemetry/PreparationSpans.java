package io.sockspan.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.sockspan.time.Times;
import io.sockspan.track.NameLookup;
import io.sockspan.track.Preparation;
import io.sockspan.track.TlsNegotiation;
import io.sockspan.track.TrackedSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes what a connection needed besides TCP's own handshake: the lookup of the peer's name, which precedes TCP's phases, and TLS handshakes,
 * which lie across them. What has no length that can be shown becomes an event of the parent, as for phases. For the agent's thread.
 */
final class PreparationSpans {
    static final String DNS = "dns lookup";
    static final String TLS = "tls handshake";

    private final Tracer tracer;
    private final SpanTimes times;
    private final ConnectionAttributes attributes;

    /** One step of the preparation, which becomes one span. */
    private static final class Step {
        final String name;
        final long start;
        final long end;
        /** Why it is an error; null if it is none. */
        final String error;

        final Attributes attributes;

        Step(String name, long start, long end, String error, Attributes attributes) {
            this.name = name;
            this.start = start;
            this.end = end;
            this.error = error;
            this.attributes = attributes;
        }
    }

    PreparationSpans(Tracer tracer, SpanTimes times, ConnectionAttributes attributes) {
        this.tracer = tracer;
        this.times = times;
        this.attributes = attributes;
    }

    /** How many spans {@link #children} writes at most. */
    static int count(TrackedSocket connection) {
        Preparation preparation = connection.preparation();
        return preparation == null ? 0 : preparation.negotiations().size() + (preparation.lookup() == null ? 0 : 1);
    }

    /** The earlier of a moment and the beginning of the preparation. */
    static long start(TrackedSocket connection, long start) {
        Preparation preparation = connection.preparation();
        NameLookup lookup = preparation == null ? null : preparation.lookup();
        return lookup != null && Times.isBefore(lookup.startedAt, start) ? lookup.startedAt : start;
    }

    /** The later of a moment and the end of the preparation: a handshake fails after its connection if another thread closes that. */
    static long end(TrackedSocket connection, long end) {
        long last = end;
        if (connection != null && connection.preparation() != null) {
            for (TlsNegotiation negotiation : connection.preparation().negotiations()) {
                last = Times.later(last, negotiation.endedAt);
            }
        }
        return last;
    }

    /** Adds what has no length to the parent, as events. */
    void moments(TrackedSocket connection, Span parent) {
        for (Step step : steps(connection)) {
            if (times.isMoment(step.start, step.end)) {
                parent.addEvent(step.name, step.attributes, times.epoch(step.start), TimeUnit.NANOSECONDS);
            }
        }
    }

    /** @param areMirrors whether the parent is in another trace than the connection's own */
    void children(TrackedSocket connection, Context parent, boolean areMirrors) {
        for (Step step : steps(connection)) {
            if (!times.isMoment(step.start, step.end)) {
                child(connection, step, parent, areMirrors);
            }
        }
    }

    private void child(TrackedSocket connection, Step step, Context parent, boolean isMirror) {
        AttributesBuilder to = Attributes.builder();
        attributes.brief(connection, to);
        if (isMirror) {
            to.put(SockspanAttributes.MIRROR, true);
        }
        Span span = tracer.spanBuilder(step.name)
                .setParent(parent)
                .setAllAttributes(to.putAll(step.attributes).build())
                .setStartTimestamp(times.epoch(step.start), TimeUnit.NANOSECONDS)
                .startSpan();
        if (step.error != null) {
            span.setStatus(StatusCode.ERROR, step.error);
        }
        span.end(times.epoch(step.end), TimeUnit.NANOSECONDS);
    }

    private static List<Step> steps(TrackedSocket connection) {
        Preparation preparation = connection == null ? null : connection.preparation();
        if (preparation == null) {
            return Collections.emptyList();
        }
        List<Step> steps = new ArrayList<>(2);
        NameLookup lookup = preparation.lookup();
        if (lookup != null) {
            steps.add(new Step(DNS, lookup.startedAt, lookup.endedAt, lookup.errorType, attributes(lookup)));
        }
        for (TlsNegotiation negotiation : preparation.negotiations()) {
            steps.add(new Step(
                    TLS,
                    negotiation.startedAt,
                    negotiation.endedAt,
                    description(negotiation),
                    attributes(negotiation)));
        }
        return steps;
    }

    private static Attributes attributes(NameLookup lookup) {
        AttributesBuilder to = Attributes.builder().put(SockspanAttributes.DNS_QUESTION_NAME, lookup.name);
        if (lookup.hasFailed()) {
            to.put(SockspanAttributes.ERROR_TYPE, lookup.errorType);
        } else {
            to.put(SockspanAttributes.DNS_RESULTS, (long) lookup.results);
        }
        return to.build();
    }

    private static Attributes attributes(TlsNegotiation negotiation) {
        AttributesBuilder to = Attributes.builder().put(SockspanAttributes.TLS_ESTABLISHED, !negotiation.hasFailed());
        if (negotiation.hasFailed()) {
            to.put(SockspanAttributes.ERROR_TYPE, negotiation.errorType);
            if (negotiation.alertBy != null) {
                to.put(SockspanAttributes.TLS_ALERT_BY, negotiation.alertBy.label());
            }
        } else {
            TlsVersion.put(negotiation.protocol, to);
            to.put(SockspanAttributes.TLS_CIPHER, negotiation.cipher);
            to.put(SockspanAttributes.TLS_RESUMED, negotiation.resumed);
        }
        return to.build();
    }

    private static String description(TlsNegotiation negotiation) {
        return negotiation.errorText == null
                ? negotiation.errorType
                : negotiation.errorType + ": " + negotiation.errorText;
    }
}
