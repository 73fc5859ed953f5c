package io.sockspan.tcp;

/** What {@code /proc/self/net/tcp} or {@code tcp6} said of one pair of endpoints. Immutable. */
public final class ProcSight {
    /** There was no such row. */
    public static final ProcSight ABSENT = new ProcSight(null, null);

    /** The row's state, or null if there was no row. */
    public final TcpState state;

    /** When the row's timer was started, or null where the timer column does not tell. */
    final Interval start;

    private ProcSight(TcpState state, Interval start) {
        this.state = state;
        this.start = start;
    }

    public static ProcSight of(TcpState state) {
        return new ProcSight(state, null);
    }

    /** A row of TIME_WAIT, or of FIN_WAIT_2 without a descriptor, whose timer tells when it was started. */
    public static ProcSight of(TcpState state, long startEarliest, long startLatest) {
        return new ProcSight(state, new Interval(startEarliest, startLatest));
    }

    @Override
    public String toString() {
        return state == null ? "absent" : state.semconv();
    }
}
