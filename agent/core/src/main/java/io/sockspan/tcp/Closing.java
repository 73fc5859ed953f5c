package io.sockspan.tcp;

/** What was known at the moment when a close was asked for; it decides whether closing sends a FIN or a reset. Immutable. */
public final class Closing {
    /** {@link #unreadBytes} where it is not known. */
    public static final int UNKNOWN = -1;

    /** The tcp_info at the entry of close. */
    public final int tcpInfoBefore;
    /** Bytes in the receive buffer; the kernel answers a close that throws them away with a reset. */
    public final int unreadBytes;
    /** Whether SO_LINGER is zero: closing then resets. */
    public final boolean lingerZero;
    /**
     * Whether this close works in two steps: shut the output down (not with a zero SO_LINGER), and let go of the descriptor
     * after that. JDK 17+ closes blocking sockets so at once; a non-blocking channel that is registered with a selector waits for
     * that selector's next select in between.
     */
    public final boolean shutdownFirst;
    /** Whether the garbage collector closed it, not the application. */
    public final boolean byCollector;
    /** When its FIN or reset went, if that may have been some time after the entry; else null. */
    final Interval effect;
    /** The tcp_info after that. */
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
     * The same close where it was held up on its way.
     *
     * @param earliest when it was entered
     * @param latest when it had done all that it does to the connection
     * @param tcpInfoAfter tcp_info then, or {@link TcpInfo#NONE}
     */
    public Closing heldUp(long earliest, long latest, int tcpInfoAfter) {
        Interval between = new Interval(earliest, latest);
        return new Closing(tcpInfoBefore, unreadBytes, lingerZero, shutdownFirst, byCollector, between, tcpInfoAfter);
    }

    /** Whether the peer's FIN may have come in before ours while the close was held up, and nothing tells. */
    boolean mayHaveBeenOvertaken() {
        TcpState after = TcpInfo.state(tcpInfoAfter);
        return effect != null && (after == null || after == TcpState.CLOSED);
    }

    /** Whether letting go of the descriptor resets a connection that is still alive then. */
    boolean resets() {
        return lingerZero || unreadBytes > 0;
    }

    /** Whether a FIN or a reset may come of it, and nothing tells which. */
    boolean mayReset() {
        return unreadBytes == UNKNOWN && !shutdownFirst;
    }
}
