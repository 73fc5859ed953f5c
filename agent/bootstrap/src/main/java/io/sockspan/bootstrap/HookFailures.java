package io.sockspan.bootstrap;

import java.util.concurrent.atomic.AtomicLong;

/** Exceptions that hooks swallowed. They are counted, and the first is kept, so that a test can assert that there are none. */
final class HookFailures {
    private static final AtomicLong COUNT = new AtomicLong();
    private static volatile Throwable first;

    private HookFailures() {}

    static void count(Throwable failure) {
        try {
            if (COUNT.getAndIncrement() == 0) {
                first = failure;
            }
        } catch (Throwable outOfMemoryOrStack) {
            // There is nobody left to tell.
        }
    }

    static long count() {
        return COUNT.get();
    }

    static Throwable first() {
        return first;
    }

    static void reset() {
        COUNT.set(0);
        first = null;
    }
}
