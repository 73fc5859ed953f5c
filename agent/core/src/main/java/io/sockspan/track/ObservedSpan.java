package io.sockspan.track;

/**
 * The time for which a condition was observed without interruption, from the first observation that showed it to the last. Nothing is known
 * about the time after the last observation, so compare a limit with {@link #nanos()} and not with the time until now. Times are
 * {@link System#nanoTime()}. Immutable.
 */
public final class ObservedSpan {
    public final long first;
    public final long last;

    public ObservedSpan(long first, long last) {
        this.first = first;
        this.last = last;
    }

    /** Adds an observation of the condition; {@code span} is null if the previous observation did not show it. */
    static ObservedSpan extended(ObservedSpan span, long at) {
        return new ObservedSpan(span == null ? at : span.first, at);
    }

    /** From the first observation to the last, in nanoseconds. */
    public long nanos() {
        return last - first;
    }
}
