package io.sockspan.bootstrap;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the exceptions that hooks threw and keeps the first, so that a test can assert that there are none. The weaver adds a call of
 * {@link #caught} to every hook, so that no exception reaches the application. For all threads.
 */
public final class HookFailures {
    private final AtomicLong count = new AtomicLong();
    private volatile Throwable first;

    HookFailures() {}

    /**
     * Woven code calls this with what a hook threw. It rethrows only a {@link ThreadDeath}: {@code Thread.stop} threw it into the running
     * hook, and the application expects the thread to end.
     *
     * <p>If the stack has no room for this call either, the StackOverflowError reaches the application. The JDK method then had no room for
     * its own calls.
     */
    public static void caught(Throwable failure) {
        Error death = null;
        try {
            death = Errors.threadDeath(failure);
            if (death == null) {
                Recording.current().failures().count(failure);
            }
        } catch (StackOverflowError | OutOfMemoryError e) {
            // The failure cannot be counted without memory or stack.
        } catch (Throwable stoppedRightHere) {
            death = Errors.threadDeath(stoppedRightHere);
        }
        if (death != null) {
            throw death;
        }
    }

    void count(Throwable failure) {
        if (count.getAndIncrement() == 0) {
            first = failure;
        }
    }

    long count() {
        return count.get();
    }

    /** The first exception, or null. */
    Throwable first() {
        return first;
    }
}
