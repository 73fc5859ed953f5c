package io.sockspan.telemetry.otlp;

import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Computes the wait before each further attempt: longer each time, with jitter, and no shorter than the backend asks for. */
final class Backoff {
    private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);
    private static final double GROWTH = 1.5;
    private static final double JITTER = 0.2;

    private long next = FIRST;

    /**
     * @param asked the wait that the backend asks for, in nanoseconds
     * @return nanoseconds
     */
    long next(OptionalLong asked) {
        long current = next;
        next = Math.min(LONGEST, (long) (current * GROWTH));
        double jitter = JITTER * ThreadLocalRandom.current().nextDouble();
        // Those that were asked to wait for the same time should not all return at the same moment.
        return asked.orElse((long) (current * (1 - JITTER))) + (long) (2 * current * jitter);
    }
}
