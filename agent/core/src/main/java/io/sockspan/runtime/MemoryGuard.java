package io.sockspan.runtime;

/**
 * Lets a step of the agent fail for lack of memory without ending the agent: drops what can be dropped, counts it and reports it. Allocates
 * nothing where memory may be missing: the report is prepared in advance, and printed as soon as that works. For the agent's thread.
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

    /** Runs a step. Throws whatever the step throws except an {@link OutOfMemoryError}, even as the cause of another error. */
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

    /** Only once: an application at the limit of its heap would cause it all the time. */
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
