package io.sockspan.kernel;

import io.sockspan.tcp.TcpState;
import java.net.InetAddress;

/**
 * One row of {@code /proc/self/net/tcp} or {@code tcp6} ({@code get_tcp4_sock} and {@code get_timewait4_sock} in
 * {@code net/ipv4/tcp_ipv4.c}), or the answer to a look-up of the same socket ({@link DiagAnswers}). The reader reuses one instance for all;
 * a {@link #copy()} does not change. For one thread.
 *
 * <p>Times are {@link System#nanoTime()} values. The row was valid at some time between {@link #readBegan()} and {@link #readEnded()}. The
 * two are microseconds apart if the table is dense, and milliseconds if the kernel had to search for rows.
 */
public final class Row {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int MILLIS_PER_TICK = 10;
    /** {@code TCP_TIMEWAIT_LEN} in {@code include/net/tcp.h}: 60 s, not configurable. */
    private static final int TIME_WAIT_MILLIS = 60_000;

    private static final int LASTING_MILLIS = 1_000;

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
    /** The remaining time of the timer. */
    long timerMillis;
    /** How much earlier and how much later than calculated the timer can have been started, in milliseconds. */
    int startsEarlier;

    int startsLater;
    long retransmits;
    long inode;
    long readBegan;
    long readEnded;
    /** The time that the kernel keeps an orphaned FIN_WAIT_2; zero if unknown. */
    int finTimeoutMillis;

    Row() {}

    /** A copy that later reads do not change. */
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
        copy.timerMillis = timerMillis;
        copy.startsEarlier = startsEarlier;
        copy.startsLater = startsLater;
        copy.retransmits = retransmits;
        copy.inode = inode;
        copy.readBegan = readBegan;
        copy.readEnded = readEnded;
        copy.finTimeoutMillis = finTimeoutMillis;
        return copy;
    }

    /** A new object at each call; an {@link java.net.Inet4Address} also for {@code ::ffff:a.b.c.d}. */
    public InetAddress localAddress() {
        return Ip.address(localHigh, localLow);
    }

    public int localPort() {
        return localPort;
    }

    /** A new object at each call; the wildcard address for a listener. */
    public InetAddress remoteAddress() {
        return Ip.address(remoteHigh, remoteLow);
    }

    /** Zero for a listener. */
    public int remotePort() {
        return remotePort;
    }

    /** A new object at each call. */
    public Tuple tuple() {
        return Tuple.of(this);
    }

    public TcpState state() {
        return state;
    }

    /** Bytes that the peer has not acknowledged. A FIN counts as one byte. */
    public long txQueue() {
        return txQueue;
    }

    /** Bytes that were not read yet; for a listener, connections in its accept queue. */
    public long rxQueue() {
        return rxQueue;
    }

    public Timer timer() {
        return timer;
    }

    /** The remaining time of the timer, in 1/100 s ({@code clock_t}), rounded down. */
    public long timerTicks() {
        return timerMillis / MILLIS_PER_TICK;
    }

    /** Unacknowledged retransmissions; of the SYN while in SYN_SENT. */
    public long retransmits() {
        return retransmits;
    }

    /** Zero before accept, and once no descriptor refers to the socket. */
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
     * Whether the timer shows when this TIME_WAIT or orphaned FIN_WAIT_2 began. The timer of a FIN_WAIT_2 that shutdownOutput led to starts
     * at close. A retransmitted FIN of the peer restarts the timer of a TIME_WAIT.
     */
    public boolean knowsStart() {
        return timer == Timer.TIME_WAIT && timerMillis >= 0 && timerMillis <= fullMillis();
    }

    /** Whether the socket will probably be there a moment later. */
    boolean isLasting() {
        return timer == Timer.TIME_WAIT ? timerMillis > LASTING_MILLIS : inode != 0;
    }

    /** The earliest possible start of the state, by its timer; valid only if {@link #knowsStart()}. */
    public long startedEarliest() {
        return readBegan - elapsed() - startsEarlier * NANOS_PER_MILLI;
    }

    /** The latest possible start of the state, by its timer; valid only if {@link #knowsStart()}. */
    public long startedLatest() {
        return readEnded - elapsed() + startsLater * NANOS_PER_MILLI;
    }

    private long elapsed() {
        return (fullMillis() - timerMillis) * NANOS_PER_MILLI;
    }

    private int fullMillis() {
        switch (state) {
            case TIME_WAIT:
                return TIME_WAIT_MILLIS;
            case FIN_WAIT_2:
                return finTimeoutMillis;
            default:
                return 0;
        }
    }

    @Override
    public String toString() {
        return tuple() + " " + state + " tx " + txQueue + " rx " + rxQueue + " timer " + timer + " " + timerTicks()
                + " inode " + inode;
    }
}
