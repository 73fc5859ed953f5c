package io.sockspan.telemetry.otlp;

import java.util.concurrent.TimeUnit;

/** Waits between the attempts to export, which end early when time or memory runs out. Thread-safe. */
class Pauses {
    private boolean ended;
    private long interruptions;

    /** Waits; returns false if nothing should be attempted any more. */
    synchronized boolean pause(long nanos) {
        long end = System.nanoTime() + nanos;
        long before = interruptions;
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
