package io.sockspan.bootstrap;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Exceptions that hooks threw. The weaver puts a call of {@link #caught} behind every hook, so that none reaches the application. They are
 * counted, and the first is kept, so that a test can assert that there are none.
 */
public final class HookFailures {
    private final AtomicLong count = new AtomicLong();
    private volatile Throwable first;

    HookFailures() {}

    /**
     * Woven code calls this with what a hook has thrown. Only a {@link ThreadDeath} leaves it: {@code Thread.stop} has thrown it into
     * whatever the thread was doing, and the application counts on it.
     *
     * <p>Where the stack has no room for this call either, the StackOverflowError reaches the application. The JDK method then had no room
     * for the calls of its own.
     */
    public static void caught(Throwable failure) {
        try {
            Recording.current().failures().count(failure);
        } catch (Throwable outOfMemoryOrStack) {
            // Nobody is left who could count it.
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

    /** The first of them, or null. */
    Throwable first() {
        return first;
    }
}
