package io.sockspan.recorder;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides whether a new socket's stack is taken, the dearest step of a hook. Up to a rate it always is; above it one in 256, so
 * that every call site that keeps opening sockets has its stack soon.
 *
 * <p>Which one of the 256 varies: sockets are mostly opened in a round (connect, accept, connect, accept), and a fixed step would
 * meet the same place of that round each time, and never the others.
 */
final class StackBudget {
    private static final long SECOND = 1_000_000_000L;
    /** 2^32 divided by the golden ratio: its multiples spread evenly, whichever step one goes in. */
    private static final int GOLDEN = 0x9E37_79B9;
    /** Leaves eight bits of 32, of which all are zero once in 256 times. */
    private static final int SHARE_SHIFT = 24;

    private final int perSecond;
    private final AtomicInteger inThisSecond = new AtomicInteger();
    private final AtomicLong skipped = new AtomicLong();
    private volatile long secondBegan;

    /**
     * @param perSecond stacks a second at full share: 0 for none at all, {@link Integer#MAX_VALUE} for all
     * @param now {@link System#nanoTime()}, which may begin anywhere
     */
    StackBudget(int perSecond, long now) {
        this.perSecond = perSecond;
        this.secondBegan = now;
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
            if (count <= perSecond || count * GOLDEN >>> SHARE_SHIFT == 0) {
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
