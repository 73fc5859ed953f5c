package io.sockspan.time;

import java.util.concurrent.TimeUnit;

/** Says when a sweep is due. Times are {@link System#nanoTime()}. For the agent's thread. */
public final class SweepPace {
    /** Sweeps take at most one part in this many of the time. */
    private static final int SHARE = 100;
    /** With more connections than this, sweeps come later if all are watched. */
    private static final int MANY = 1_000;
    /** Sweeps of watched connections take at most one part in this many of the time, unless they would be further apart than below. */
    private static final int WATCHED_SHARE = 2_000;
    /** As {@link #WATCHED_SHARE}, while nothing has changed for somewhat more than a minute. */
    private static final int RESTING_SHARE = 6_000;

    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);
    /** As {@link #LONGEST_PAUSE}, while something has changed lately: a verdict may come due. */
    private static final long LONGEST_PAUSE_BUSY = TimeUnit.SECONDS.toNanos(5);

    /** A minute is the longest limit by default of what only sweeps find, and it begins when a sweep has found it. */
    private static final long LATELY = TimeUnit.SECONDS.toNanos(75);

    private static final long USUAL_INTERVAL = TimeUnit.SECONDS.toNanos(1);
    private static final long IDLE = TimeUnit.SECONDS.toNanos(5);

    private final long interval;
    private final double processors;
    /** Of sweeps and judgements. */
    private final LeastCost cost = new LeastCost();

    private boolean hasSwept;
    private long sweptAt;
    private boolean hasChanged;
    private long changedAt;
    private long seen;
    private boolean wasClear = true;

    /**
     * @param interval the least time between two sweeps, in nanoseconds
     * @param processors how many this process may use; 1 at most
     */
    public SweepPace(long interval, double processors) {
        this.interval = interval;
        this.processors = processors;
    }

    /** A connection was opened or closed, or changed. */
    public void changed(long now) {
        hasChanged = true;
        changedAt = now;
    }

    /** So many sockets have been opened so far. A blocking connect, which may hang, has no event. */
    public void seen(long now, long sockets) {
        if (sockets != seen) {
            changed(now);
            seen = sockets;
        }
    }

    /** Whether the last sweep has found nothing that may become a verdict by lasting. What has lasted since the sweep before is no change. */
    public void found(long now, boolean isClear) {
        if (wasClear && !isClear) {
            changed(now);
        }
        wasClear = isClear;
    }

    /** Whether nothing has changed for some seconds, and sweeps are far apart. */
    public boolean isIdle(long now) {
        return interval >= USUAL_INTERVAL && (!hasChanged || now - changedAt >= IDLE);
    }

    /** Whether that has been so for somewhat more than a minute. */
    public boolean isIdleForLong(long now) {
        return isIdle(now) && (!hasChanged || now - changedAt >= LATELY);
    }

    /** A sweep began at that time, and took so many nanoseconds together with the judgement of its results. */
    public void swept(long began, long took) {
        hasSwept = true;
        sweptAt = began;
        cost.add(took);
    }

    /**
     * @param sockets how many are followed
     * @param areWatched whether the kernel reports what happens to connections, so that sweeps find little
     */
    public boolean isDue(long now, int sockets, boolean areWatched) {
        return untilDue(now, sockets, areWatched) <= 0;
    }

    /** How long until a sweep is due if nothing changes; parameters as in {@link #isDue}. */
    public long untilDue(long now, int sockets, boolean areWatched) {
        if (!hasSwept) {
            return 0;
        }
        long pause = Math.max(interval, (long) (SHARE / processors * cost.nanos()));
        if (areWatched && sockets > MANY) {
            boolean lately = hasChanged && now - changedAt < LATELY;
            long wanted = (lately ? WATCHED_SHARE : RESTING_SHARE) * cost.nanos();
            pause = Math.max(pause, Math.min(lately ? LONGEST_PAUSE_BUSY : LONGEST_PAUSE, wanted));
        }
        return sweptAt + pause - now;
    }
}
