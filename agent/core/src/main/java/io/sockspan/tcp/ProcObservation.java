package io.sockspan.tcp;

/** The row of one pair of endpoints in {@code /proc/self/net/tcp} or {@code tcp6}. Times are {@link System#nanoTime()}. Immutable. */
public final class ProcObservation {
    /** The table had no such row. */
    public static final ProcObservation ABSENT = new ProcObservation(null, null);

    /**
     * The table had no such row. It would be the peer's, which closed in this process, and the first as far as is known. For the peer only.
     */
    public static final ProcObservation ABSENT_FIRST = new ProcObservation(null, null);

    /**
     * A later connection has these endpoints. This one has ended, and may have been in TIME_WAIT: Linux lets a new connection on loopback
     * replace one that has been there for a second (tcp_tw_reuse).
     */
    public static final ProcObservation TAKEN_OVER = new ProcObservation(null, null);

    /** The row's state, or null if there was no row. */
    public final TcpState state;

    /** When the row's timer was started; null if the timer column does not show it. */
    final Interval start;

    private ProcObservation(TcpState state, Interval start) {
        this.state = state;
        this.start = start;
    }

    public static ProcObservation of(TcpState state) {
        return new ProcObservation(state, null);
    }

    /** A row in TIME_WAIT, or in FIN_WAIT_2 without a descriptor, with the start of its timer. */
    public static ProcObservation of(TcpState state, long startEarliest, long startLatest) {
        return new ProcObservation(state, new Interval(startEarliest, startLatest));
    }

    @Override
    public String toString() {
        String missing = this == TAKEN_OVER ? "taken over" : this == ABSENT_FIRST ? "absent, first" : "absent";
        return state == null ? missing : state.semconv();
    }
}
