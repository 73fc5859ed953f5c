package io.sockspan.time;

import java.util.concurrent.TimeUnit;

/**
 * Says when the kernel's table is due to be read for what is followed after its close. Times are {@link System#nanoTime()}. For the agent's
 * thread.
 */
public final class TablePace {
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);
    /** A read may take one part in this many of the time: on a machine with many connections most of the table is of others. */
    private static final int SHARE = 300;
    /** Reads are this far apart at most, as long as they take no more than one part in the number below of the time. */
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(10);

    private static final int LARGEST_SHARE = 100;
    /** A table that takes longer is read at the usual pace, whatever depends on it: reading it more often slows busy applications down. */
    private static final long CHEAP = TimeUnit.MILLISECONDS.toNanos(50);

    private final LeastCost cost = new LeastCost();
    private boolean hasRead;
    private long notBefore;

    /**
     * A read of the table has ended, and what it shows was applied.
     *
     * @param isVerdictNear whether a verdict may be due that depends on the next reads: then they take the largest share
     * @param isStorm whether many more connections close than are followed: the table is then long, and grows, while the first reads do not
     *     count yet; and neither a single connection nor an accept queue is urgent
     */
    public void read(long began, long ended, boolean isVerdictNear, boolean isStorm) {
        cost.add(ended - began);
        hasRead = true;
        long shortest = Math.max(INTERVAL, LARGEST_SHARE * cost.nanos());
        long longest = Math.max(LONGEST_PAUSE, shortest);
        boolean isLong = isStorm && cost.nanos() == 0;
        long usual = isLong ? longest : Math.max(INTERVAL, Math.min(longest, SHARE * cost.nanos()));
        notBefore = ended + (isVerdictNear && cost.nanos() <= CHEAP ? shortest : usual);
    }

    public boolean isDue(long now) {
        return !hasRead || now - notBefore >= 0;
    }
}
