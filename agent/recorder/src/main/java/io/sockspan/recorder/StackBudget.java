package io.sockspan.recorder;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides whether a new socket's stack is taken, the dearest step of a hook. Up to a rate it always is; above it one in sixteen, so
 * that every call site that keeps opening sockets has its stack soon.
 */
final class StackBudget {
    private static final long SECOND = 1_000_000_000L;
    private static final int SHARE_MASK = 15;

    private final int perSecond;
    private final AtomicInteger inThisSecond = new AtomicInteger();
    private final AtomicLong skipped = new AtomicLong();
    private volatile long secondBegan;

    /** {@code perSecond} stacks a second at full share: 0 for none at all, {@link Integer#MAX_VALUE} for all. */
    StackBudget(int perSecond) {
        this.perSecond = perSecond;
    }

    CallSite take(long now) {
        if (perSecond == Integer.MAX_VALUE) {
            return new CallSite();
        }
        if (perSecond > 0) {
            if (now - secondBegan >= SECOND) {
                // Two threads may both begin the second anew; then a few stacks more are taken, which does no harm.
                secondBegan = now;
                inThisSecond.set(0);
            }
            int count = inThisSecond.incrementAndGet();
            if (count <= perSecond || (count & SHARE_MASK) == 0) {
                return new CallSite();
            }
        }
        skipped.incrementAndGet();
        return null;
    }

    long skipped() {
        return skipped.get();
    }
}
