package io.sockspan.time;

import java.util.concurrent.TimeUnit;

/**
 * The cost of recurring work: the least of its latest durations, because a busy machine delays some of them. Initially zero, so that the
 * first run, which loads many classes, does not count. In nanoseconds. For one thread.
 */
public final class LeastCost {
    private static final int COMPARED = 4;
    /** The longest credible cost. Longer work was delayed from outside; the whole machine may have been suspended. */
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

    private final long[] durations = new long[COMPARED];
    private int runs;

    /** A run took so many nanoseconds. */
    public void add(long duration) {
        durations[runs++ % COMPARED] = duration;
    }

    /** At most a second. */
    public long nanos() {
        long least = LONGEST;
        for (long duration : durations) {
            least = Math.min(least, duration);
        }
        return least;
    }
}
