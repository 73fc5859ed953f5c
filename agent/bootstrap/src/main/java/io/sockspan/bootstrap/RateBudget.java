package io.sockspan.bootstrap;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides whether a hook takes an expensive step. Up to a rate it always does. Above the rate it does so for a fixed share of the calls, so
 * that every frequent call site is soon sampled. For all threads.
 *
 * <p>The distance between two sampled calls varies. Sockets are often opened in a cycle (connect, accept, connect, accept), and a fixed
 * distance would sample the same step of the cycle each time.
 */
final class RateBudget {
    private static final long SECOND = 1_000_000_000L;
    /** 2^32 divided by the golden ratio. Its multiples are evenly distributed, at every stride. */
    private static final int GOLDEN = 0x9E37_79B9;

    private final int perSecond;
    private final int shift;
    private final AtomicInteger inThisSecond = new AtomicInteger();
    private final AtomicLong skipped = new AtomicLong();
    private volatile long secondBegan;

    /**
     * @param perSecond the number of steps in a second that are all taken: 0 for no step at all, {@link Integer#MAX_VALUE} for every step
     * @param shareBits above that rate one step in 2^shareBits is taken; 1 to 31
     * @param now {@link System#nanoTime()}, whose origin is arbitrary
     */
    RateBudget(int perSecond, int shareBits, long now) {
        this.perSecond = perSecond;
        // The shift leaves shareBits of 32 bits, which are all zero once in 2^shareBits times.
        this.shift = Integer.SIZE - shareBits;
        this.secondBegan = now;
    }

    boolean tryTake(long now) {
        if (perSecond == Integer.MAX_VALUE) {
            return true;
        }
        if (perSecond > 0) {
            if (now - secondBegan >= SECOND) {
                // Two threads may both begin a new second. A few more steps are then taken, which does no harm.
                secondBegan = now;
                inThisSecond.set(0);
            }
            int count = inThisSecond.incrementAndGet();
            if (count <= perSecond || count * GOLDEN >>> shift == 0) {
                return true;
            }
        }
        skipped.incrementAndGet();
        return false;
    }

    long skipped() {
        return skipped.get();
    }
}
