package io.sockspan.junit;

import io.sockspan.testing.internal.LeakSearch;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.TimeUnit;

/**
 * Collects garbage so that what nobody has any more is found. After a test only as long as all collections together have taken no
 * more than a tenth of the time since the first one; after a class always. For all threads.
 */
final class GarbageCollections {
    /** The JVM reports what it has found on a thread of its own, which may have to wait for a processor. */
    private static final long REPORTING = TimeUnit.SECONDS.toNanos(2);

    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(1);
    /** Once that thread runs, it reports the rest within this time. */
    private static final long AFTER = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int SHARE = 10;
    /** Not counted against the share, so that a short run has its collections too. */
    private static final long FREE = TimeUnit.SECONDS.toNanos(10);

    private final ReferenceQueue<Object> reports = new ReferenceQueue<>();
    /** The JVM reports a reference only as long as somebody holds it. */
    private PhantomReference<Object> garbage;

    /** False once a collection has brought nothing, as with -XX:+DisableExplicitGC. */
    private boolean reporting = true;

    private long began;
    private long taken;

    synchronized void collect(boolean always) {
        long now = System.nanoTime();
        if (taken == 0) {
            began = now;
        }
        if (always || taken < FREE + (now - began) / SHARE) {
            garbage = new PhantomReference<>(new Object(), reports);
            System.gc();
            awaitReport(System.nanoTime());
            LeakSearch.sleep(AFTER);
            taken += System.nanoTime() - now;
        }
    }

    /** Waits until the JVM reports what this collection has found; where it may not be asked to collect, only once in vain. */
    private void awaitReport(long began) {
        while (reporting && reports.poll() == null) {
            reporting = System.nanoTime() - began < REPORTING;
            LeakSearch.sleep(STEP);
        }
    }
}
