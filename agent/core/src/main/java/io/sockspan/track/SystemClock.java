package io.sockspan.track;

import java.time.Instant;

/**
 * The JVM's clocks: {@link System#nanoTime()}, and the wall clock as it stood when this object was made.
 *
 * <p>Later steps of the wall clock do not move the times told, so that a connection's phases keep their order and length.
 */
public final class SystemClock implements Clock {
    private static final long CALIBRATION = 3_000_000;

    private final long epochOffset;

    /** Takes 3 ms, because on Java 8 the wall clock shows whole milliseconds only. */
    public SystemClock() {
        long best = Long.MIN_VALUE;
        long start = System.nanoTime();
        long now;
        do {
            Instant wall = Instant.now();
            now = System.nanoTime();
            // A reading of the wall clock is old by the time that the other is read, and cut off on Java 8: the true
            // offset is
            // never below what one pair of readings gives.
            best = Math.max(best, wall.getEpochSecond() * 1_000_000_000L + wall.getNano() - now);
        } while (now - start < CALIBRATION);
        epochOffset = best;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long epochNanos(long nanos) {
        return nanos + epochOffset;
    }
}
