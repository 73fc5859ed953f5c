package io.sockspan.track;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The JVM's clocks: {@link System#nanoTime()}, and the wall clock by its distance from that one.
 *
 * <p>The distance changes when the wall clock is set and when the machine was suspended, since Linux's CLOCK_MONOTONIC stands still meanwhile: {@link
 * #follow} notices. After a step forward, times of before keep their distance: they were right by the clock of their time, and a suspended machine's
 * still are. After a step back the clock was ahead before, so all times get the new distance, and none comes before an earlier one.
 *
 * <p>{@link #follow} is for one thread, everything else for all.
 */
public final class SystemClock implements Clock {
    private static final long CALIBRATION = 3_000_000;
    /** More than what reading two clocks one after the other may take, as a rule; a slower reading is repeated. */
    private static final long STEP = 100_000_000;

    private static final int STEPS_KEPT = 16;

    private final LongSupplier nanos;
    private final LongSupplier wall;
    private volatile Anchor anchor;
    private long followedAt;

    /** Takes 3 ms, because on Java 8 the wall clock shows whole milliseconds only. */
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
            // A reading of the wall clock is old by the time that the other is read, and cut off on Java 8: the true
            // distance is never below
            // what one pair of readings gives.
            best = Math.max(best, read - now);
        } while (now - start < CALIBRATION);
        return best;
    }

    /**
     * Checks whether the wall clock was set. To be called some times a second: times since the last call are taken for times after the step.
     * Costs two readings of a clock where it was not set.
     */
    public void follow() {
        long last = followedAt;
        followedAt = nanos.getAsLong();
        if (Math.abs(wall.getAsLong() - followedAt - anchor.distance) < STEP) {
            return;
        }
        long distance = calibrate();
        if (distance - anchor.distance >= STEP) {
            anchor = new Anchor(last, distance, anchor.latest(STEPS_KEPT - 1));
        } else if (anchor.distance - distance >= STEP) {
            anchor = new Anchor(last, distance, null);
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
        return time + found.distance;
    }

    /** From when on the wall clock had which distance. Immutable. */
    private static final class Anchor {
        final long since;
        final long distance;
        final Anchor before;

        Anchor(long since, long distance, Anchor before) {
            this.since = since;
            this.distance = distance;
            this.before = before;
        }

        /** Without the oldest, if there are more than that many. */
        Anchor latest(int count) {
            return new Anchor(since, distance, before == null || count == 1 ? null : before.latest(count - 1));
        }
    }
}
