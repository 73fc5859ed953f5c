package io.sockspan.junit;

import io.sockspan.testing.internal.LeakSearch;
import java.util.concurrent.TimeUnit;

/**
 * Collects garbage so that what nobody has any more is found. After a test only as long as all collections together have taken no
 * more than a tenth of the time since the first one; after a class always. For all threads.
 */
final class GarbageCollections {
    /** The JVM reports what it has found a moment later, on threads of its own. */
    private static final long AFTER = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int SHARE = 10;
    /** Not counted against the share, so that a short run has its collections too. */
    private static final long FREE = TimeUnit.SECONDS.toNanos(10);

    private long began;
    private long taken;

    synchronized void collect(boolean always) {
        long now = System.nanoTime();
        if (taken == 0) {
            began = now;
        }
        if (always || taken < FREE + (now - began) / SHARE) {
            System.gc();
            LeakSearch.sleep(AFTER);
            taken += System.nanoTime() - now;
        }
    }
}
