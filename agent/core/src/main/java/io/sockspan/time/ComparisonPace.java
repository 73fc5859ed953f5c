package io.sockspan.time;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Says when to compare the process's descriptors with the records, which takes a listing of all descriptors. Times are {@link
 * System#nanoTime()}. For the agent's thread.
 */
public final class ComparisonPace {
    /** The least time between two comparisons. */
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);
    /** Comparisons take at most one part in this many of the time. */
    private static final int SHARE = 500;
    /** As {@link #SHARE}, while the application opens no sockets. */
    private static final int SHARE_UNUSED = 5_000;
    /** As {@link #SHARE_UNUSED}, while the number of descriptors is the same too: at most, one was opened for one that was closed. */
    private static final int SHARE_SAME = 50_000;

    private static final long LONGEST_SAME = TimeUnit.MINUTES.toNanos(5);

    private long next = Long.MIN_VALUE;
    private long ended;
    /** How long the last comparison took. Initially zero, so that the first one, which loads classes, does not count. */
    private long lastCost;

    /** The lesser cost of the last two comparisons, because a busy machine delays some of them. */
    private long cost;

    private boolean isSettled;
    private long seenBefore;
    private OptionalLong countBefore = OptionalLong.empty();

    /** A socket that no hook follows is closed. Another may have been opened for it, which leaves the number of descriptors the same. */
    public void unsettle() {
        isSettled = false;
    }

    /** Whether enough time has passed. */
    public boolean isDue(long now) {
        return next == Long.MIN_VALUE || !Times.isBefore(now, next);
    }

    /**
     * Whether a comparison that is due can find something; if not, it is put off.
     *
     * @param count the number of descriptors; empty if it takes a listing too
     * @param seen how many sockets the hooks have seen since the start
     */
    public boolean isWorthwhile(long now, OptionalLong count, long seen) {
        boolean isSame = isSettled && count.isPresent() && count.equals(countBefore) && seen == seenBefore;
        if (isSame && now - ended < Math.min(LONGEST_SAME, SHARE_SAME * cost)) {
            next = now + INTERVAL;
            return false;
        }
        return true;
    }

    /**
     * A comparison was made.
     *
     * @param settled whether it leaves nothing to the next one
     * @param count as in {@link #isWorthwhile}, before it began
     * @param seen as in {@link #isWorthwhile}, when it had ended
     */
    public void compared(long began, long now, boolean settled, OptionalLong count, long seen) {
        cost = Math.min(now - began, lastCost);
        lastCost = now - began;
        int share = seen == seenBefore ? SHARE_UNUSED : SHARE;
        next = now + Math.max(INTERVAL, share * cost);
        ended = now;
        isSettled = settled;
        seenBefore = seen;
        countBefore = count;
    }
}
