package io.sockspan.tcp;

/** What {@code /proc/self/net/tcp} or {@code tcp6} said of one pair of endpoints. Immutable. */
public final class ProcObservation {
    /** There was no such row. */
    public static final ProcObservation ABSENT = new ProcObservation(null, null);

    /** The row's state, or null if there was no row. */
    public final TcpState state;

    /** When the row's timer was started, or null where the timer column does not tell. */
    final Interval start;

    private ProcObservation(TcpState state, Interval start) {
        this.state = state;
        this.start = start;
    }

    public static ProcObservation of(TcpState state) {
        return new ProcObservation(state, null);
    }

    /** A row of TIME_WAIT, or of FIN_WAIT_2 without a descriptor, whose timer tells when it was started. */
    public static ProcObservation of(TcpState state, long startEarliest, long startLatest) {
        return new ProcObservation(state, new Interval(startEarliest, startLatest));
    }

    @Override
    public String toString() {
        return state == null ? "absent" : state.semconv();
    }
}
