package io.sockspan.track;

/**
 * How long a condition is known to have lasted: from the first observation that showed it to the last one, with none in between that did
 * not. Nothing is known about the time after the last observation, so a limit is held against {@link #nanos()} and not against the
 * present. Times are {@link System#nanoTime()}. Immutable.
 */
public final class ObservedSpan {
    public final long first;
    public final long last;

    public ObservedSpan(long first, long last) {
        this.first = first;
        this.last = last;
    }

    /** The condition was observed once more; {@code span} is null if it was not the time before. */
    static ObservedSpan extended(ObservedSpan span, long at) {
        return new ObservedSpan(span == null ? at : span.first, at);
    }

    /** From the first observation to the last, in nanoseconds. */
    public long nanos() {
        return last - first;
    }
}
