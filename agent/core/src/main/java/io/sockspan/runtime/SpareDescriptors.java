package io.sockspan.runtime;

import io.sockspan.kernel.Descriptors;
import io.sockspan.kernel.Proc;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides whether this process has descriptors to spare for what the JDK opens when its classes are initialized: one whose initializer fails
 * can never be used again, by the application neither. For one thread.
 */
final class SpareDescriptors {
    /** As many as the start of telemetry may take, and some more for the application meanwhile. */
    private static final int ENOUGH = 32;
    /** How long an answer holds. Near the limit it takes a listing of all descriptors, and descriptors of its own. */
    private static final long HOLDS = TimeUnit.SECONDS.toNanos(1);

    private final Proc proc;
    private final LongSupplier nanos;
    private boolean areThere;
    private boolean isAnswered;
    private long answeredAt;

    SpareDescriptors(Proc proc, LongSupplier nanos) {
        this.proc = proc;
        this.nanos = nanos;
    }

    /** Whether there are some; true on a system that cannot say. */
    boolean areThere() {
        if (!isAnswered || nanos.getAsLong() - answeredAt >= HOLDS) {
            areThere = count();
            isAnswered = true;
            answeredAt = nanos.getAsLong();
        }
        return areThere;
    }

    private boolean count() {
        Descriptors descriptors = new Descriptors(proc);
        if (descriptors.areExhausted()) {
            return false;
        }
        OptionalLong open = descriptors.open();
        OptionalLong limit = descriptors.limit();
        return !open.isPresent() || !limit.isPresent() || limit.getAsLong() - open.getAsLong() >= ENOUGH;
    }
}
