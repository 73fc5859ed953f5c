package io.sockspan.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.track.TrackedSocket;
import java.util.Arrays;

/**
 * Measures the network by what the kernel knows of the connections that were read: each reading adds what has happened since the one before.
 * For the agent's thread.
 */
final class TcpInfoMetrics {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final AttributeKey<String> DIRECTION = SockspanAttributes.NETWORK_IO_DIRECTION;

    private final PeerAttributes peers = new PeerAttributes();
    private final DoubleHistogram rtt;
    private final LongCounter retransmits;
    private final LongCounter bytes;
    private final DoubleHistogram acceptWait;

    TcpInfoMetrics(Meter meter) {
        rtt = meter.histogramBuilder("sockspan.tcp.rtt")
                .setUnit("s")
                .setDescription(
                        "Smoothed round-trip time by the kernel, at each reading of a connection that finds something new.")
                .setExplicitBucketBoundariesAdvice(
                        Arrays.asList(0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0))
                .build();
        acceptWait = meter.histogramBuilder("sockspan.accept.wait")
                .setUnit("s")
                .setDescription(
                        "From the end of the handshake until accept returned, to 0.01 s, of up to 100 connections each second.")
                .setExplicitBucketBoundariesAdvice(Arrays.asList(0.02, 0.05, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0))
                .build();
        retransmits = meter.counterBuilder("sockspan.tcp.retransmits")
                .setUnit("{segment}")
                .setDescription("Segments that were sent again, up to the last reading of each connection.")
                .build();
        bytes = meter.counterBuilder("sockspan.tcp.io")
                .setUnit("By")
                .setDescription(
                        "Bytes that the peer has acknowledged, and that have arrived, up to the last reading of each connection.")
                .build();
    }

    /** Accept returned a connection. */
    void accepted(TrackedSocket connection) {
        if (connection.acceptWait() >= 0) {
            acceptWait.record(connection.acceptWait() / NANOS_PER_SECOND, peers.of(connection), Context.root());
        }
    }

    /** @param before the reading before; null if there was none */
    void read(TrackedSocket connection, TcpStatistics before, TcpStatistics now) {
        if (before != null && isSame(before, now)) {
            // The round trip would be that of long ago, and there may be very many idle connections.
            return;
        }
        Attributes peer = peers.of(connection);
        if (now.rtt() >= 0) {
            rtt.record(now.rtt() / NANOS_PER_SECOND, peer, Context.root());
        }
        if (before == null && connection.adopted()) {
            // What was before the agent came is not its to count.
            return;
        }
        long again = since(before == null ? 0 : before.retransmits(), now.retransmits());
        retransmits.add(again, peer, Context.root());
        add(before == null ? 0 : before.bytesAcknowledged(), now.bytesAcknowledged(), peer, "transmit");
        add(before == null ? 0 : before.bytesReceived(), now.bytesReceived(), peer, "receive");
    }

    private static boolean isSame(TcpStatistics before, TcpStatistics now) {
        return before.rtt() == now.rtt()
                && before.retransmits() == now.retransmits()
                && before.bytesAcknowledged() == now.bytesAcknowledged()
                && before.bytesReceived() == now.bytesReceived();
    }

    private void add(long before, long now, Attributes peer, String direction) {
        long more = since(before, now);
        if (more > 0) {
            bytes.add(more, peer.toBuilder().put(DIRECTION, direction).build(), Context.root());
        }
    }

    private static long since(long before, long now) {
        return before < 0 || now < 0 ? 0 : Math.max(0, now - before);
    }
}
