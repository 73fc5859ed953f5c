package io.sockspan.telemetry;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts every span between the agent's thread, which makes it, and the backend, which takes it or not. Safe for use by
 * any thread, but {@link #admit} is called on one thread only.
 */
final class SpanLedger {
    private final AtomicLong emitted = new AtomicLong();
    private final AtomicLong exported = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong overBudget = new AtomicLong();

    private volatile long capacity = Long.MAX_VALUE;
    private volatile boolean closed;
    /** How many of the spans that wait now are to be dropped rather than sent. */
    private final AtomicLong shedding = new AtomicLong();

    /** Sets how many spans may wait. Not more than the batch processor's queue takes, so that it never drops one unseen. */
    void capacity(long spans) {
        capacity = spans;
    }

    /** Refuses all further spans: nobody will carry them away. */
    void close() {
        closed = true;
    }

    /** Counts a span that was made; false if it must be dropped. */
    boolean admit() {
        boolean room = !closed && pending() < capacity;
        emitted.incrementAndGet();
        if (!room) {
            dropped.incrementAndGet();
        }
        return room;
    }

    /**
     * Whether at least that part of the queue is free. A trace is begun only where some is, since a trace whose first span was
     * dropped is of no use.
     */
    boolean hasFree(double part) {
        return !closed && pending() <= capacity * (1 - part);
    }

    /** From now on {@link #isShed} is true for as many spans as wait now. */
    void shed() {
        shedding.set(pending());
    }

    /** Whether that many spans, which the exporter is about to send, are to be dropped; counts them as dropped if so. */
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
