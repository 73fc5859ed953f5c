package io.sockspan.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.sockspan.tcp.TcpStatistics;

/** Writes what the kernel knows of a connection as attributes. What it does not know is left out. Pure functions. */
final class TcpInfoAttributes {
    private static final double NANOS_PER_SECOND = 1e9;

    private TcpInfoAttributes() {}

    /** @param known null if the connection was not read */
    static void put(TcpStatistics known, AttributesBuilder to) {
        if (known == null) {
            return;
        }
        seconds(SockspanAttributes.TCP_RTT, known.rtt(), to);
        seconds(SockspanAttributes.TCP_RTT_MIN, known.minRtt(), to);
        number(SockspanAttributes.TCP_RETRANSMITS, known.retransmits(), to);
        number(SockspanAttributes.TCP_ACKNOWLEDGED, known.bytesAcknowledged(), to);
        number(SockspanAttributes.TCP_RECEIVED, known.bytesReceived(), to);
        number(SockspanAttributes.TCP_UNSENT, known.unsentBytes(), to);
        number(SockspanAttributes.TCP_UNACKNOWLEDGED, known.unacknowledgedSegments(), to);
        number(SockspanAttributes.TCP_DELIVERY_RATE, known.deliveryRate(), to);
        seconds(SockspanAttributes.TCP_LIMITED_BY_PEER, known.limitedByPeer(), to);
        seconds(SockspanAttributes.TCP_LIMITED_BY_BUFFER, known.limitedBySendBuffer(), to);
        seconds(SockspanAttributes.TCP_IDLE, known.idle(), to);
    }

    private static void seconds(AttributeKey<Double> key, long nanos, AttributesBuilder to) {
        if (nanos >= 0) {
            to.put(key, nanos / NANOS_PER_SECOND);
        }
    }

    private static void number(AttributeKey<Long> key, long number, AttributesBuilder to) {
        if (number >= 0) {
            to.put(key, number);
        }
    }
}
