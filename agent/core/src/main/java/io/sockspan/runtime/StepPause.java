package io.sockspan.runtime;

import java.util.concurrent.TimeUnit;

/**
 * How long the agent's thread waits between two steps. What the application or the kernel reports, and requests, end a longer wait at once.
 * Each step takes the processor some 0.1 ms, as its code and data have left the caches. In nanoseconds.
 */
final class StepPause {
    /** While something happens now and then. */
    static final long SHORT = TimeUnit.MILLISECONDS.toNanos(50);
    /** After some seconds without an event. */
    static final long LONG = TimeUnit.MILLISECONDS.toNanos(250);
    /** After a minute without one. */
    static final long REST = TimeUnit.SECONDS.toNanos(1);
    /** While telemetry has no connection either. A sweep is in time; all else that a step does may be this late. */
    static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

    private StepPause() {}

    /**
     * @param isSending whether an export may have to be ended, or telemetry's idle connection closed
     * @param untilDue how long until a sweep or a reading of the kernel's table is due
     */
    static long afterAMinute(boolean isSending, long untilDue) {
        return Math.max(SHORT, Math.min(isSending ? REST : LONGEST, untilDue));
    }
}
