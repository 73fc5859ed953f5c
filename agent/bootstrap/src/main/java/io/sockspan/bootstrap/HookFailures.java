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
        try {
            Recording.current().failures().count(failure);
        } catch (Throwable outOfMemoryOrStack) {
            // The failure cannot be counted without memory or stack.
        }
        if (Errors.isThreadDeath(failure)) {
            throw (Error) failure;
        }
    }

    void count(Throwable failure) {
        if (!Errors.isThreadDeath(failure) && count.getAndIncrement() == 0) {
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
