package io.sockspan.kernel;

import io.sockspan.tcp.TcpState;
import java.net.InetAddress;

/**
 * One socket as {@code /proc/self/net/tcp} and {@code tcp6} tell it ({@code get_tcp4_sock} and {@code get_timewait4_sock} in
 * {@code net/ipv4/tcp_ipv4.c}). Filled anew for each line while the files are read; a {@link #copy()} stays as it is.
 *
 * <p>Times are {@link System#nanoTime()} values. A row was true at a moment between {@link #readBegan()} and {@link #readEnded()},
 * which are microseconds apart where the table is dense, and milliseconds where the kernel had to search for rows.
 */
public final class Row {
    private static final long NANOS_PER_TICK = 10_000_000;
    /** {@code TCP_TIMEWAIT_LEN} in {@code include/net/tcp.h}: 60 s, not configurable. */
    private static final int TIME_WAIT_TICKS = 6000;
    /**
     * How far the real start may lie before and behind the one reckoned. The kernel counts jiffies, of which one may be lost at
     * either end, and rounds what remains down to 10 ms: -1 to +10 ms with HZ=1000, -4 to +12 ms with HZ=250. With HZ=100, which
     * is rare now, it is -10 to +10 ms.
     */
    private static final long EARLIER = 4_000_000;

    private static final long LATER = 12_000_000;

    long localHigh;
    long localLow;
    int localPort;
    long remoteHigh;
    long remoteLow;
    int remotePort;
    TcpState state;
    long txQueue;
    long rxQueue;
    Timer timer;
    long timerTicks;
    long retransmits;
    long inode;
    long readBegan;
    long readEnded;
    /** How long the kernel keeps an orphaned FIN_WAIT_2; zero if unknown. */
    int finTimeoutTicks;

    Row() {}

    /** A row of its own that no reading changes. */
    public Row copy() {
        Row copy = new Row();
        copy.localHigh = localHigh;
        copy.localLow = localLow;
        copy.localPort = localPort;
        copy.remoteHigh = remoteHigh;
        copy.remoteLow = remoteLow;
        copy.remotePort = remotePort;
        copy.state = state;
        copy.txQueue = txQueue;
        copy.rxQueue = rxQueue;
        copy.timer = timer;
        copy.timerTicks = timerTicks;
        copy.retransmits = retransmits;
        copy.inode = inode;
        copy.readBegan = readBegan;
        copy.readEnded = readEnded;
        copy.finTimeoutTicks = finTimeoutTicks;
        return copy;
    }

    /** Made anew at each call; an {@link java.net.Inet4Address} for {@code ::ffff:a.b.c.d} too. */
    public InetAddress localAddress() {
        return Ip.address(localHigh, localLow);
    }

    public int localPort() {
        return localPort;
    }

    /** Made anew at each call; the wildcard address for a listener. */
    public InetAddress remoteAddress() {
        return Ip.address(remoteHigh, remoteLow);
    }

    /** Zero for a listener. */
    public int remotePort() {
        return remotePort;
    }

    /** Made anew at each call. */
    public Tuple tuple() {
        return Tuple.of(this);
    }

    public TcpState state() {
        return state;
    }

    /** Bytes (and a FIN, which counts as one) that the peer has not acknowledged yet. */
    public long txQueue() {
        return txQueue;
    }

    /** Bytes that nobody has read yet; for a listener, connections in its accept queue. */
    public long rxQueue() {
        return rxQueue;
    }

    public Timer timer() {
        return timer;
    }

    /** How long the timer has still to run, in 1/100 s ({@code clock_t}), rounded down. */
    public long timerTicks() {
        return timerTicks;
    }

    /** Retransmissions of what is outstanding; of the SYN while in SYN_SENT. */
    public long retransmits() {
        return retransmits;
    }

    /** Zero once no descriptor stands for the socket any more, or before accept. */
    public long inode() {
        return inode;
    }

    public long readBegan() {
        return readBegan;
    }

    public long readEnded() {
        return readEnded;
    }

    /**
     * Whether the timer tells when this TIME_WAIT or orphaned FIN_WAIT_2 began. For a FIN_WAIT_2 that was reached before close,
     * by shutdownOutput, that is the time of close. A retransmitted FIN of the peer starts a TIME_WAIT's timer again.
     */
    public boolean tellsStart() {
        return timer == Timer.TIME_WAIT && timerTicks <= fullTicks();
    }

    /** The earliest moment at which the state began as the timer tells it; only if {@link #tellsStart()}. */
    public long startedEarliest() {
        return readBegan - elapsed() - EARLIER;
    }

    /** The latest moment at which the state began as the timer tells it; only if {@link #tellsStart()}. */
    public long startedLatest() {
        return readEnded - elapsed() + LATER;
    }

    private long elapsed() {
        return (fullTicks() - timerTicks) * NANOS_PER_TICK;
    }

    private int fullTicks() {
        switch (state) {
            case TIME_WAIT:
                return TIME_WAIT_TICKS;
            case FIN_WAIT_2:
                return finTimeoutTicks;
            default:
                return 0;
        }
    }

    @Override
    public String toString() {
        return tuple() + " " + state + " tx " + txQueue + " rx " + rxQueue + " timer " + timer + " " + timerTicks
                + " inode " + inode;
    }
}
