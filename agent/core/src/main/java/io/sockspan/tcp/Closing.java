package io.sockspan.tcp;

/** What was known at the moment when a close was asked for; it decides whether closing sends a FIN or a reset. Immutable. */
public final class Closing {
    /** {@link #unreadBytes} where it is not known. */
    public static final int UNKNOWN = -1;

    /** The tcp_info at the entry of close. */
    public final int wordBefore;
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
    final int wordAfter;

    public Closing(int wordBefore, int unreadBytes, boolean lingerZero, boolean shutdownFirst, boolean byCollector) {
        this(wordBefore, unreadBytes, lingerZero, shutdownFirst, byCollector, null, TcpInfo.NONE);
    }

    private Closing(
            int wordBefore,
            int unreadBytes,
            boolean lingerZero,
            boolean shutdownFirst,
            boolean byCollector,
            Interval effect,
            int wordAfter) {
        this.wordBefore = wordBefore;
        this.unreadBytes = unreadBytes;
        this.lingerZero = lingerZero;
        this.shutdownFirst = shutdownFirst;
        this.byCollector = byCollector;
        this.effect = effect;
        this.wordAfter = wordAfter;
    }

    /**
     * The same close where it was held up on its way.
     *
     * @param earliest when it was entered
     * @param latest when it had done all that it does to the connection
     * @param wordAfter tcp_info then, or {@link TcpInfo#NONE}
     */
    public Closing heldUp(long earliest, long latest, int wordAfter) {
        Interval between = new Interval(earliest, latest);
        return new Closing(wordBefore, unreadBytes, lingerZero, shutdownFirst, byCollector, between, wordAfter);
    }

    /** Whether the peer's FIN may have come in before ours while the close was held up, and nothing tells. */
    boolean mayHaveBeenOvertaken() {
        TcpState after = TcpInfo.state(wordAfter);
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
