package io.sockspan.time;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The JVM's clocks: {@link System#nanoTime()}, and the wall clock as an offset from it.
 *
 * <p>The offset changes when the wall clock is set, and when the machine was suspended, because Linux's CLOCK_MONOTONIC stops meanwhile.
 * {@link #follow} detects both. After a step forward, earlier times keep their offset: they were correct by the clock of that time. After a
 * step back the clock had been ahead, so all times get the new offset, and the order of times is kept.
 *
 * <p>{@link #follow} is for one thread, all other methods are for all threads.
 */
public final class SystemClock implements Clock {
    private static final long CALIBRATION = 3_000_000;
    /**
     * The smallest difference that counts as a step, in nanoseconds. Reading two clocks usually takes less; a slower reading leads to a
     * calibration, which ignores it.
     */
    private static final long STEP = 100_000_000;

    private static final int STEPS_KEPT = 16;

    private final LongSupplier nanos;
    private final LongSupplier wall;
    private volatile Anchor anchor;
    private long followedAt;

    /** Takes 3 ms, because the wall clock has a resolution of 1 ms on Java 8. */
    public SystemClock() {
        this(System::nanoTime, SystemClock::wallNanos);
    }

    SystemClock(LongSupplier nanos, LongSupplier wall) {
        this.nanos = nanos;
        this.wall = wall;
        this.followedAt = nanos.getAsLong();
        this.anchor = new Anchor(followedAt, calibrate(), null);
    }

    private static long wallNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private long calibrate() {
        long best = Long.MIN_VALUE;
        long start = nanos.getAsLong();
        long now;
        do {
            long read = wall.getAsLong();
            now = nanos.getAsLong();
            // The reading of the wall clock is older than that of the other clock, and truncated on Java 8. So the true
            // offset is
            // never below the offset of one pair of readings.
            best = Math.max(best, read - now);
        } while (now - start < CALIBRATION);
        return best;
    }

    /**
     * Detects steps of the wall clock. Call it before what has happened is handled, and every few seconds: a detected step applies to all times
     * since the previous call. Costs two clock readings if there was no step.
     */
    public void follow() {
        long last = followedAt;
        followedAt = nanos.getAsLong();
        if (Math.abs(wall.getAsLong() - followedAt - anchor.offset) < STEP) {
            return;
        }
        long offset = calibrate();
        if (offset - anchor.offset >= STEP) {
            anchor = new Anchor(last, offset, anchor.latest(STEPS_KEPT - 1));
        } else if (anchor.offset - offset >= STEP) {
            anchor = new Anchor(last, offset, null);
        }
    }

    @Override
    public long nanos() {
        return nanos.getAsLong();
    }

    @Override
    public long epochNanos(long time) {
        Anchor found = anchor;
        while (found.before != null && time - found.since < 0) {
            found = found.before;
        }
        return time + found.offset;
    }

    /** The offset of the wall clock since a time. Immutable. */
    private static final class Anchor {
        final long since;
        final long offset;
        final Anchor before;

        Anchor(long since, long offset, Anchor before) {
            this.since = since;
            this.offset = offset;
            this.before = before;
        }

        /** A copy with at most that number of anchors, without the oldest. */
        Anchor latest(int count) {
            return new Anchor(since, offset, before == null || count == 1 ? null : before.latest(count - 1));
        }
    }
}
