package io.sockspan.runtime;

import io.sockspan.time.Clock;
import io.sockspan.time.RetryPause;
import java.util.function.Consumer;

/**
 * Starts what runs on a thread of its own, and lets all that wait for such a start pause after one has failed: where no thread can be
 * created for one of them, none can for the others. For the agent's thread.
 */
final class ThreadStarts {
    private final Clock clock;
    private final Consumer<String> problems;
    private final RetryPause pause = new RetryPause();
    private boolean isReported;

    /** @param problems receives a line for people at the first failure */
    ThreadStarts(Clock clock, Consumer<String> problems) {
        this.clock = clock;
        this.problems = problems;
    }

    /** Whether a start may be tried now. */
    boolean areDue() {
        return pause.isOver(clock.nanos());
    }

    /** Whether the last start failed. */
    boolean areFailing() {
        return pause.hasFailed();
    }

    /**
     * Starts it, if a start may be tried now.
     *
     * @param what names it in a report of the failure
     * @return whether it has started; otherwise ask again
     */
    boolean run(String what, Runnable start) {
        if (!areDue()) {
            return false;
        }
        try {
            start.run();
            pause.succeeded();
            return true;
        } catch (OutOfMemoryError noThread) {
            // "unable to create native thread" is one too. The agent goes on without, and keeps its history.
            pause.failed(clock.nanos());
            report(what);
            return false;
        }
    }

    private void report(String what) {
        if (!isReported) {
            isReported = true;
            problems.accept("there is no thread or memory to start " + what
                    + " with; the agent goes on without, and tries again after a pause");
        }
    }
}
