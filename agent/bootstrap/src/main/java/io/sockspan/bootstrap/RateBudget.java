package io.sockspan.bootstrap;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides whether a dear step of a hook is taken. Up to a rate it always is; above it one time in so many, so that every call site that
 * keeps coming has its turn soon.
 *
 * <p>Which one of them varies: sockets are mostly opened in a round (connect, accept, connect, accept), and a fixed step would meet the
 * same place of that round each time, and never the others.
 */
final class RateBudget {
    private static final long SECOND = 1_000_000_000L;
    /** 2^32 divided by the golden ratio: its multiples spread evenly, whichever step one goes in. */
    private static final int GOLDEN = 0x9E37_79B9;

    private final int perSecond;
    private final int shift;
    private final AtomicInteger inThisSecond = new AtomicInteger();
    private final AtomicLong skipped = new AtomicLong();
    private volatile long secondBegan;

    /**
     * @param perSecond steps a second that are all taken: 0 for none at all, {@link Integer#MAX_VALUE} for all however many
     * @param shareBits above that one in 2 to that power is, 1 to 31
     * @param now {@link System#nanoTime()}, which may begin anywhere
     */
    RateBudget(int perSecond, int shareBits, long now) {
        this.perSecond = perSecond;
        // Leaves so many bits of 32, of which all are zero once in so many times.
        this.shift = Integer.SIZE - shareBits;
        this.secondBegan = now;
    }

    boolean tryTake(long now) {
        if (perSecond == Integer.MAX_VALUE) {
            return true;
        }
        if (perSecond > 0) {
            if (now - secondBegan >= SECOND) {
                // Two threads may both begin the second anew; then a few steps more are taken, which does no harm.
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
