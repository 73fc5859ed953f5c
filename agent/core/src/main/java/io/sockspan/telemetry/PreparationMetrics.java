package io.sockspan.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import io.sockspan.tcp.Role;
import io.sockspan.track.TlsNegotiation;
import java.util.List;

/** Measures what connections needed besides TCP's own handshake. For the agent's thread. */
final class PreparationMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private final DoubleHistogram tlsDuration;

    PreparationMetrics(Meter meter, List<Double> seconds) {
        tlsDuration = ConnectionMetrics.histogram(
                meter,
                "sockspan.tls.handshake.duration",
                "TLS handshakes of `SSLSocket`, complete or failed.",
                seconds);
    }

    void negotiated(Role role, TlsNegotiation negotiation) {
        AttributesBuilder to = Attributes.builder().put(SockspanAttributes.ROLE, role.label());
        if (negotiation.hasFailed()) {
            to.put(SockspanAttributes.ERROR_TYPE, negotiation.errorType);
        } else {
            TlsVersion.put(negotiation.protocol, to);
            to.put(SockspanAttributes.TLS_RESUMED, negotiation.resumed);
        }
        double seconds = (negotiation.endedAt - negotiation.startedAt) / NANOS_PER_SECOND;
        tlsDuration.record(seconds, to.build(), Context.root());
    }
}
