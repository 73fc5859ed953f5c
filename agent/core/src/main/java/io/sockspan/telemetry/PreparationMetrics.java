package io.sockspan.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import io.sockspan.tcp.Role;
import io.sockspan.track.NameLookup;
import io.sockspan.track.TlsNegotiation;
import java.util.List;

/** Measures what connections needed besides TCP's own handshake. For the agent's thread. */
final class PreparationMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private final DoubleHistogram lookupDuration;
    private final DoubleHistogram tlsDuration;
    private final BoundedValues names = new BoundedValues();

    PreparationMetrics(Meter meter, List<Double> seconds) {
        lookupDuration = ConnectionMetrics.histogram(
                meter,
                "dns.lookup.duration",
                "Lookups of names that led to a connect, done or failed. Names beyond the first 100 count as `_OTHER`.",
                seconds);
        tlsDuration = ConnectionMetrics.histogram(
                meter, "sockspan.tls.handshake.duration", "TLS handshakes, complete or failed.", seconds);
    }

    void lookedUp(NameLookup lookup) {
        String name = names.admits(lookup.name) ? lookup.name : PeerAttributes.OTHER;
        AttributesBuilder to = Attributes.builder().put(SockspanAttributes.DNS_QUESTION_NAME, name);
        if (lookup.hasFailed()) {
            to.put(SockspanAttributes.ERROR_TYPE, lookup.errorType);
        }
        record(lookupDuration, lookup.startedAt, lookup.endedAt, to.build());
    }

    void negotiated(Role role, TlsNegotiation negotiation) {
        AttributesBuilder to = Attributes.builder().put(SockspanAttributes.ROLE, role.label());
        if (negotiation.hasFailed()) {
            to.put(SockspanAttributes.ERROR_TYPE, negotiation.errorType);
        } else {
            TlsVersion.put(negotiation.protocol, to);
            to.put(SockspanAttributes.TLS_RESUMED, negotiation.resumed);
        }
        record(tlsDuration, negotiation.startedAt, negotiation.endedAt, to.build());
    }

    private static void record(DoubleHistogram histogram, long from, long until, Attributes attributes) {
        histogram.record((until - from) / NANOS_PER_SECOND, attributes, Context.root());
    }
}
