package io.sockspan.telemetry;

import io.sockspan.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * The times of spans: wall-clock times in whole microseconds. Backends count in microseconds, so that the edges of neighbouring spans would
 * differ there if they were rounded apart from each other. Stateless.
 */
final class SpanTimes {
    private static final long MICROSECOND = TimeUnit.MICROSECONDS.toNanos(1);

    private final Clock clock;

    SpanTimes(Clock clock) {
        this.clock = clock;
    }

    /** The beginning of the microsecond that contains that {@link System#nanoTime()}, in nanoseconds since 1970. */
    long epoch(long nanos) {
        long epoch = clock.epochNanos(nanos);
        return epoch - Math.floorMod(epoch, MICROSECOND);
    }

    /** As {@link #epoch}, but for the end of a span that must have a length: the end of that microsecond if it began in it. */
    long epochAfter(long start, long end) {
        return Math.max(epoch(start) + MICROSECOND, epoch(end));
    }

    /** Whether there is no length between the two that a backend could show. */
    boolean isMoment(long start, long end) {
        return epoch(end) <= epoch(start);
    }
}
