package io.sockspan.watch;

import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.TcpInfo;

/** The kernel reported that a watched socket has changed. Times are {@link System#nanoTime()}. Immutable. */
public final class KernelEvent {
    public final SocketRecord record;
    /** The change happened at this time or later. */
    public final long earliest;
    /** The change had happened by this time. */
    public final long latest;
    /** When {@link #tcpInfo} was read, at the latest. */
    public final long readAt;
    /** The tcp_info after the change; {@link TcpInfo#NONE} if bytes have arrived and nothing else has changed. */
    public final int tcpInfo;

    public KernelEvent(SocketRecord record, long earliest, long latest, long readAt, int tcpInfo) {
        this.record = record;
        this.earliest = earliest;
        this.latest = latest;
        this.readAt = readAt;
        this.tcpInfo = tcpInfo;
    }

    /** Bytes have arrived on a connection of which nothing had arrived since it was last asked for. */
    public static KernelEvent data(SocketRecord record, long earliest, long latest) {
        return new KernelEvent(record, earliest, latest, latest, TcpInfo.NONE);
    }

    public boolean isData() {
        return tcpInfo == TcpInfo.NONE;
    }
}
