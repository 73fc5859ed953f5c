package io.sockspan.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.sockspan.tcp.Times;
import io.sockspan.track.Preparation;
import io.sockspan.track.TlsNegotiation;
import io.sockspan.track.TrackedSocket;
import java.util.concurrent.TimeUnit;

/**
 * Writes what a connection needed besides TCP's own handshake: its TLS handshakes. They lie across TCP's phases, so they may overlap them.
 * What has no length that can be shown becomes an event of the parent, as for phases. For the agent's thread.
 */
final class PreparationSpans {
    static final String TLS = "tls handshake";

    private final Tracer tracer;
    private final SpanTimes times;
    private final ConnectionAttributes attributes;

    PreparationSpans(Tracer tracer, SpanTimes times, ConnectionAttributes attributes) {
        this.tracer = tracer;
        this.times = times;
        this.attributes = attributes;
    }

    /** How many spans {@link #children} writes at most. */
    static int count(TrackedSocket connection) {
        Preparation preparation = connection.preparation();
        return preparation == null ? 0 : preparation.negotiations().size();
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
        if (connection.preparation() == null) {
            return;
        }
        for (TlsNegotiation negotiation : connection.preparation().negotiations()) {
            if (times.isMoment(negotiation.startedAt, negotiation.endedAt)) {
                Attributes all = negotiated(negotiation, Attributes.builder()).build();
                parent.addEvent(TLS, all, times.epoch(negotiation.startedAt), TimeUnit.NANOSECONDS);
            }
        }
    }

    /** @param areMirrors whether the parent is in another trace than the connection's own */
    void children(TrackedSocket connection, Context parent, boolean areMirrors) {
        if (connection == null || connection.preparation() == null) {
            return;
        }
        for (TlsNegotiation negotiation : connection.preparation().negotiations()) {
            if (!times.isMoment(negotiation.startedAt, negotiation.endedAt)) {
                AttributesBuilder to = Attributes.builder();
                attributes.brief(connection, to);
                if (areMirrors) {
                    to.put(SockspanAttributes.MIRROR, true);
                }
                Span span = tracer.spanBuilder(TLS)
                        .setParent(parent)
                        .setAllAttributes(negotiated(negotiation, to).build())
                        .setStartTimestamp(times.epoch(negotiation.startedAt), TimeUnit.NANOSECONDS)
                        .startSpan();
                if (negotiation.hasFailed()) {
                    span.setStatus(StatusCode.ERROR, description(negotiation));
                }
                span.end(times.epoch(negotiation.endedAt), TimeUnit.NANOSECONDS);
            }
        }
    }

    private static AttributesBuilder negotiated(TlsNegotiation negotiation, AttributesBuilder to) {
        to.put(SockspanAttributes.TLS_ESTABLISHED, !negotiation.hasFailed());
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
        return to;
    }

    private static String description(TlsNegotiation negotiation) {
        return negotiation.errorText == null
                ? negotiation.errorType
                : negotiation.errorType + ": " + negotiation.errorText;
    }
}
