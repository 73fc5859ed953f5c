package io.sockspan.runtime;

/**
 * Lets a step of the agent fail for want of memory, and the agent go on: what can be forgotten is forgotten, counted and reported. Nothing here
 * allocates where memory may be missing; the report is made before, and printed as soon as that works. For the agent's thread.
 */
final class MemoryGuard {
    static final String LINE =
            "the JVM ran out of memory, so the agent dropped its history of ended sockets and the spans that waited for"
                    + " export; events of that time may be missing";

    private final Console console;
    private final Runnable relief;
    private boolean isReportDue;
    private boolean isReported;

    /** @param relief frees memory without allocating any, and counts what it drops */
    MemoryGuard(Console console, Runnable relief) {
        this.console = console;
        this.relief = relief;
    }

    /** Runs a step. Throws whatever the step throws but an {@link OutOfMemoryError}, be it the cause of another error. */
    void run(Runnable step) {
        try {
            step.run();
            if (isReportDue) {
                report();
            }
        } catch (Throwable t) {
            if (!isOutOfMemory(t)) {
                throw t;
            }
            isReportDue = !isReported;
            relieve();
        }
    }

    private void relieve() {
        try {
            relief.run();
        } catch (OutOfMemoryError again) {
            // The next step tries again.
        }
    }

    /** Once: an application that lives at the limit of its heap would have it printed all the time. */
    private void report() {
        console.problem(LINE);
        isReportDue = false;
        isReported = true;
    }

    static boolean isOutOfMemory(Throwable failure) {
        int depth = 0;
        for (Throwable t = failure; t != null && depth < 16; t = t.getCause(), depth++) {
            if (t instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }
}
