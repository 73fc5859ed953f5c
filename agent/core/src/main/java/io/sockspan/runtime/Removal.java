package io.sockspan.runtime;

import io.sockspan.bootstrap.Recording;
import io.sockspan.context.ApplicationSpans;
import io.sockspan.instrument.Installation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Removes the agent from the JVM: afterwards the classes are as the JDK made them, what was known is exported, all threads of the agent have
 * ended, and nothing keeps its class loader alive. To be run once, on any thread but the agent's own. It does not depend on the agent's thread
 * being alive.
 */
final class Removal {
    /** How long the hooks stay in place for the last verdicts. */
    private static final long JUDGING_MILLIS = TimeUnit.SECONDS.toMillis(5);
    /** How long the agent's own thread may take: it gives telemetry {@link Shutdown#DETACH_FLUSH}. */
    private static final long OWN_THREAD_MILLIS = TimeUnit.SECONDS.toMillis(9);
    /** How long all others may. */
    private static final long OTHER_THREADS_MILLIS = TimeUnit.SECONDS.toMillis(3);

    /** Undoes one thing. */
    interface Step {
        void run() throws Exception;
    }

    private final Recording recording;
    private final Installation installation;
    private final ApplicationSpans applicationSpans;
    private final AgentThread thread;
    private final ExitHook exit;
    private final AgentThreads threads;
    private final List<Step> first = new ArrayList<>();

    Removal(
            Recording recording,
            Installation installation,
            ApplicationSpans applicationSpans,
            AgentThread thread,
            ExitHook exit,
            AgentThreads threads) {
        this.recording = recording;
        this.installation = installation;
        this.applicationSpans = applicationSpans;
        this.thread = thread;
        this.exit = exit;
        this.threads = threads;
    }

    /** Adds what is to be undone before anything else. */
    void first(Step step) {
        first.add(step);
    }

    /**
     * Returns when it is done, after some 20 s at the latest.
     *
     * @return a line for each thing that could not be undone; empty if nothing is left
     * @throws IllegalStateException if the JVM is ending already: nothing was done then
     */
    String run() {
        Runtime.getRuntime().removeShutdownHook(exit);
        List<String> left = new ArrayList<>();
        for (Step step : first) {
            attempt(step, left);
        }
        thread.detach();
        thread.awaitJudged(JUDGING_MILLIS);
        left.addAll(installation.remove());
        applicationSpans.remove();
        join(thread, OWN_THREAD_MILLIS);
        // A hook that is under way on a thread of the application's does nothing from now on.
        recording.stop();
        for (String name : threads.end(OTHER_THREADS_MILLIS)) {
            left.add("the agent's thread \"" + name + "\" has not ended yet");
        }
        return String.join("\n", left);
    }

    private static void attempt(Step step, List<String> left) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            left.add(e.toString());
        }
    }

    private static void join(Thread thread, long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
