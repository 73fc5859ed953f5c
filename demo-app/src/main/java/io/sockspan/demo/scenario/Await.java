package io.sockspan.demo.scenario;

import java.util.function.BooleanSupplier;

/** Waits for conditions, never for luck. */
public final class Await {
    private static final long POLL_MILLIS = 5;

    private Await() {}

    /** Returns whether the condition came to hold within that time. */
    public static boolean until(BooleanSupplier condition, long timeoutMillis) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > timeoutMillis * 1_000_000) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }
}
