package io.sockspan.tcp;

import io.sockspan.time.Times;

/** The bounds of an event's time, {@link System#nanoTime()}: not before {@link #earliest} and not after {@link #latest}. Immutable. */
final class Interval {
    final long earliest;
    final long latest;

    /** If the bounds contradict each other, {@code latest} wins. Clock readings of several threads can be out of order. */
    Interval(long earliest, long latest) {
        this.earliest = Times.earlier(earliest, latest);
        this.latest = latest;
    }

    static Interval at(long moment) {
        return new Interval(moment, moment);
    }

    /** The same interval with both bounds at or after that time. */
    Interval notBefore(long bound) {
        return new Interval(Times.later(earliest, bound), Times.later(latest, bound));
    }

    /** The same interval with the latest bound at or before that time. */
    Interval notAfter(long bound) {
        return new Interval(earliest, Times.earlier(latest, bound));
    }
}
