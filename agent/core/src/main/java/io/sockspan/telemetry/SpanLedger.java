package io.sockspan.telemetry;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts every span from the agent's thread, which makes it, to the backend, which accepts it or not. Thread-safe, except that {@link
 * #admit} must be called on one thread only.
 */
final class SpanLedger {
    private final AtomicLong emitted = new AtomicLong();
    private final AtomicLong exported = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong overBudget = new AtomicLong();

    private volatile long capacity = Long.MAX_VALUE;
    private volatile boolean closed;
    /** How many of the waiting spans are to be dropped instead of sent. */
    private final AtomicLong shedding = new AtomicLong();

    /**
     * Sets how many spans may wait. At most the capacity of the batch processor's queue, so that the processor never drops a span
     * uncounted.
     */
    void capacity(long spans) {
        capacity = spans;
    }

    /** Refuses all further spans, because nothing will export them. */
    void close() {
        closed = true;
    }

    /** Counts a new span; returns false if it must be dropped. */
    boolean admit() {
        boolean room = !closed && pending() < capacity;
        emitted.incrementAndGet();
        if (!room) {
            dropped.incrementAndGet();
        }
        return room;
    }

    /**
     * Whether at least that part of the queue is free. A trace begins only then, because a trace whose first span was dropped is useless.
     */
    boolean hasFree(double part) {
        return !closed && pending() <= capacity * (1 - part);
    }

    /** Whether that many spans can wait besides those that do. A trace is exported whole or not at all. */
    boolean hasRoomFor(int spans) {
        return !closed && pending() + spans <= capacity;
    }

    /** Counts spans that were not made because there was no room for their trace. */
    void refused(int spans) {
        emitted.addAndGet(spans);
        dropped.addAndGet(spans);
    }

    /** From now on {@link #isShed} returns true for as many spans as wait now. */
    void shed() {
        shedding.set(pending());
    }

    /** Whether the exporter is to drop that many spans, which it is about to send; if so, counts them as dropped. */
    boolean isShed(int spans) {
        if (shedding.get() <= 0) {
            return false;
        }
        shedding.addAndGet(-spans);
        dropped.addAndGet(spans);
        return true;
    }

    void exported(int spans) {
        exported.addAndGet(spans);
    }

    void failed(int spans) {
        failed.addAndGet(spans);
    }

    void overBudget(int spans) {
        overBudget.addAndGet(spans);
    }

    SpanCounts counts() {
        // What is subtracted is read first: pending may then be a little too high for a moment, but never negative.
        long exportedNow = exported.get();
        long failedNow = failed.get();
        long droppedNow = dropped.get();
        return new SpanCounts(emitted.get(), exportedNow, failedNow, droppedNow, overBudget.get());
    }

    long pending() {
        return counts().pending;
    }
}
