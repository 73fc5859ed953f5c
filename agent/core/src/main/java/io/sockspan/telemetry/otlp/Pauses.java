package io.sockspan.telemetry.otlp;

import java.util.concurrent.TimeUnit;

/** Waits between the attempts to export, which end early when time or memory runs out. Thread-safe. */
class Pauses {
    private boolean ended;
    private long interruptions;

    /**
     * Waits; returns false if nothing should be attempted any more.
     *
     * @param nanos how long
     * @param before the {@link #interruptions} when what waits began; a later one ends it
     */
    synchronized boolean pause(long nanos, long before) {
        long end = System.nanoTime() + nanos;
        try {
            for (long left = nanos; left > 0 && !ended && interruptions == before; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !ended && interruptions == before;
    }

    /** How often {@link #interrupt} was called. */
    synchronized long interruptions() {
        return interruptions;
    }

    /** Ends the waits in progress, and the attempts with them. */
    synchronized void interrupt() {
        interruptions++;
        notifyAll();
    }

    /** From now on there are no waits. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized boolean isEnded() {
        return ended;
    }
}
