package io.sockspan.runtime;

import io.sockspan.kernel.Descriptors;
import io.sockspan.kernel.Proc;
import io.sockspan.time.LeastCost;
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
    /** How long an answer holds at least. */
    private static final long HOLDS = TimeUnit.SECONDS.toNanos(1);
    /** An answer takes at most one part in this many of the time: before Linux 6.2 it takes a listing of all descriptors. */
    private static final int SHARE = 1_000;

    private final Proc proc;
    private final LongSupplier nanos;
    private final LeastCost cost = new LeastCost();
    /** Created with the first question. */
    private Descriptors descriptors;

    private boolean areThere;
    private long answeredAt;

    SpareDescriptors(Proc proc, LongSupplier nanos) {
        this.proc = proc;
        this.nanos = nanos;
    }

    /** Whether there are some; true on a system that cannot say. */
    boolean areThere() {
        long began = nanos.getAsLong();
        if (descriptors == null || began - answeredAt >= Math.max(HOLDS, SHARE * cost.nanos())) {
            areThere = count();
            answeredAt = nanos.getAsLong();
            cost.add(answeredAt - began);
        }
        return areThere;
    }

    private boolean count() {
        if (descriptors == null) {
            descriptors = new Descriptors(proc);
        }
        OptionalLong open = descriptors.open();
        if (!open.isPresent()) {
            return !descriptors.areExhausted(open);
        }
        OptionalLong limit = descriptors.limit();
        return !limit.isPresent() || limit.getAsLong() - open.getAsLong() >= ENOUGH;
    }
}
