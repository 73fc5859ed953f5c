package io.sockspan.telemetry;

import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** Computes the wait before each further attempt: longer each time, with jitter, unless the backend asks for a certain wait. */
final class Backoff {
    private final RetryPolicy policy;
    private long next;

    Backoff(RetryPolicy policy) {
        this.policy = policy;
        this.next = policy.getInitialBackoff().toNanos();
    }

    /**
     * @param asked the wait that the backend asks for, in nanoseconds
     * @return nanoseconds
     */
    long next(OptionalLong asked) {
        long current = Math.min(next, policy.getMaxBackoff().toNanos());
        next = (long) (current * policy.getBackoffMultiplier());
        return asked.orElseGet(
                () -> (long) (current * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }
}
