package io.sockspan.track;

/** What the tracker can be told. Immutable. */
public final class TrackSettings {
    /** The least time from the start of one sweep to that of the next, in nanoseconds. */
    final long sweepInterval;
    /** How many sockets are followed at once. */
    final int openLimit;
    /** How many ended sockets are remembered. */
    final int history;
    /** How many frames of a stack are kept. */
    final int stackDepth;
    /** Whether the recorder keeps the time of each socket's last transfer. */
    final boolean watchesTransfers;
    /** A moment before which nothing can have happened in this process, {@link System#nanoTime()}. */
    final long beginning;

    public TrackSettings(
            long sweepInterval, int openLimit, int history, int stackDepth, boolean watchesTransfers, long beginning) {
        this.sweepInterval = sweepInterval;
        this.openLimit = openLimit;
        this.history = history;
        this.stackDepth = stackDepth;
        this.watchesTransfers = watchesTransfers;
        this.beginning = beginning;
    }
}
