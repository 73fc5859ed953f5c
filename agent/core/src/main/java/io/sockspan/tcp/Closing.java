package io.sockspan.tcp;

/**
 * The facts at the entry of a close, which decide whether it sends a FIN or a reset (RFC 9293, section 3.6; RFC 2525, section 2.17).
 * Immutable.
 */
public final class Closing {
    /** The value of {@link #unreadBytes} if the number is unknown. */
    public static final int UNKNOWN = -1;

    /** The tcp_info at the entry of close. */
    public final int tcpInfoBefore;
    /**
     * Bytes in the receive buffer. A close that discards unread bytes makes the kernel send a reset ({@code __tcp_close} in
     * {@code net/ipv4/tcp.c}).
     */
    public final int unreadBytes;
    /** Whether SO_LINGER is on with a timeout of zero. Close then sends a reset. */
    public final boolean lingerZero;
    /**
     * Whether this close has two steps: it shuts the output down (unless SO_LINGER is zero), then it releases the descriptor. JDK 17 and
     * later close blocking sockets in this way, without a pause between the steps. A non-blocking channel that is registered with a
     * selector releases its descriptor at that selector's next select.
     */
    public final boolean shutdownFirst;
    /** Whether the JDK closed the socket after a garbage collection, and not the application. */
    public final boolean byCollector;
    /** When the FIN or reset was sent, if that may be some time after the entry; else null. */
    final Interval effect;
    /** The tcp_info after {@link #effect}. */
    final int tcpInfoAfter;

    public Closing(int tcpInfoBefore, int unreadBytes, boolean lingerZero, boolean shutdownFirst, boolean byCollector) {
        this(tcpInfoBefore, unreadBytes, lingerZero, shutdownFirst, byCollector, null, TcpInfo.NONE);
    }

    private Closing(
            int tcpInfoBefore,
            int unreadBytes,
            boolean lingerZero,
            boolean shutdownFirst,
            boolean byCollector,
            Interval effect,
            int tcpInfoAfter) {
        this.tcpInfoBefore = tcpInfoBefore;
        this.unreadBytes = unreadBytes;
        this.lingerZero = lingerZero;
        this.shutdownFirst = shutdownFirst;
        this.byCollector = byCollector;
        this.effect = effect;
        this.tcpInfoAfter = tcpInfoAfter;
    }

    /**
     * The same close, delayed between its entry and its effect.
     *
     * @param earliest when close was entered, {@link System#nanoTime()}
     * @param latest when close had completed its effect on the connection, {@link System#nanoTime()}
     * @param tcpInfoAfter tcp_info then, or {@link TcpInfo#NONE}
     */
    public Closing heldUp(long earliest, long latest, int tcpInfoAfter) {
        Interval between = new Interval(earliest, latest);
        return new Closing(tcpInfoBefore, unreadBytes, lingerZero, shutdownFirst, byCollector, between, tcpInfoAfter);
    }

    /** Whether the peer's FIN may have arrived before ours while the close was delayed. True if no observation excludes it. */
    boolean mayHaveBeenOvertaken() {
        TcpState after = TcpInfo.state(tcpInfoAfter);
        return effect != null && (after == null || after == TcpState.CLOSED);
    }

    /** Whether the release of the descriptor resets a connection that has not ended by then. */
    boolean resets() {
        return lingerZero || unreadBytes > 0;
    }

    /** Whether this close may send either a FIN or a reset, and the facts do not decide which. */
    boolean mayReset() {
        return unreadBytes == UNKNOWN && !shutdownFirst;
    }
}
