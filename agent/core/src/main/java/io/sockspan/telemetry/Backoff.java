package io.sockspan.telemetry;

import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before each further attempt: longer each time, never quite the same, unless the backend says how long. */
final class Backoff {
    private final RetryPolicy policy;
    private long next;

    Backoff(RetryPolicy policy) {
        this.policy = policy;
        this.next = policy.getInitialBackoff().toNanos();
    }

    /**
     * @param asked what the backend asks for, in nanoseconds
     * @return nanoseconds
     */
    long next(OptionalLong asked) {
        long current = Math.min(next, policy.getMaxBackoff().toNanos());
        next = (long) (current * policy.getBackoffMultiplier());
        return asked.orElseGet(
                () -> (long) (current * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }
}
