package io.sockspan.time;

import java.util.concurrent.TimeUnit;

/** A token bucket: a rate in events per second, and a burst after a quiet time. For one thread. */
public final class RateLimit {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long interval;
    private final long most;
    private long used;
    private long countedTo = Long.MIN_VALUE;

    public RateLimit(int perSecond, int atOnce) {
        this.interval = SECOND / perSecond;
        this.most = atOnce;
    }

    /** Whether one more may pass at that time, {@link System#nanoTime()}. */
    public boolean tryTake(long now) {
        if (countedTo == Long.MIN_VALUE) {
            countedTo = now;
        }
        long regained = (now - countedTo) / interval;
        if (regained > 0) {
            used = Math.max(0, used - regained);
            countedTo += regained * interval;
        }
        if (used >= most) {
            return false;
        }
        used++;
        return true;
    }
}
