package io.sockspan.track;

/** The settings of a {@link Tracker}. Immutable. */
public final class TrackSettings {
    /** The least time from the start of one sweep to that of the next, in nanoseconds. */
    final long sweepInterval;
    /** The most sockets that are followed at once. */
    final int openLimit;
    /** The most ended sockets that the history keeps. */
    final int history;
    /** The most frames that are kept of a stack. */
    final int stackDepth;
    /** Whether the recorder keeps the time of each socket's last transfer. */
    final boolean watchesTransfers;
    /** A time before any event of this process, {@link System#nanoTime()}. */
    final long beginning;
    /** How much of a processor this process may use, 1 at most. The share of sweeps is one of this. */
    final double processors;

    public TrackSettings(
            long sweepInterval, int openLimit, int history, int stackDepth, boolean watchesTransfers, long beginning) {
        this(sweepInterval, openLimit, history, stackDepth, watchesTransfers, beginning, 1);
    }

    public TrackSettings(
            long sweepInterval,
            int openLimit,
            int history,
            int stackDepth,
            boolean watchesTransfers,
            long beginning,
            double processors) {
        this.sweepInterval = sweepInterval;
        this.openLimit = openLimit;
        this.history = history;
        this.stackDepth = stackDepth;
        this.watchesTransfers = watchesTransfers;
        this.beginning = beginning;
        this.processors = processors;
    }
}
