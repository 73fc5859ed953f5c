package io.sockspan.telemetry;

import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStatistics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a kernel may know of a connection. */
final class Kernel {
    private Kernel() {}

    /** A client has sent 200 bytes and received 50, and one segment was sent again. */
    static TcpStatistics statistics() {
        return statistics(200, 50, 1);
    }

    static TcpStatistics statistics(long acknowledged, long received, int retransmits) {
        ByteBuffer info = ByteBuffer.allocate(232).order(ByteOrder.nativeOrder());
        info.put(0, (byte) TcpState.ESTABLISHED.kernelNumber());
        info.putInt(68, 1_500).putInt(148, 1_000).putInt(100, retransmits);
        info.putLong(120, acknowledged + 1).putLong(128, received);
        info.putInt(140, 9).putInt(44, 400).putInt(52, 300);
        return TcpStatistics.of(info.array(), true, 0, 0);
    }
}
