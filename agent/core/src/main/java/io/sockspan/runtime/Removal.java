package io.sockspan.runtime;

import io.sockspan.bootstrap.Recording;
import io.sockspan.context.ApplicationSpans;
import io.sockspan.instrument.Installation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Removes the agent from the JVM: afterwards the classes are as the JDK made them, spans and verdicts are exported, all threads of the
 * agent have ended, and nothing keeps its class loader alive. To be run once, on any thread but the agent's own. Works even if the agent's
 * thread has died.
 */
final class Removal {
    /** How long the hooks stay in place for the last verdicts. */
    private static final long JUDGING_MILLIS = TimeUnit.SECONDS.toMillis(5);
    /** How long the agent's own thread may take: it gives telemetry {@link Shutdown#DETACH_FLUSH}. */
    private static final long OWN_THREAD_MILLIS = TimeUnit.SECONDS.toMillis(9);
    /** How long all other threads may take. */
    private static final long OTHER_THREADS_MILLIS = TimeUnit.SECONDS.toMillis(3);

    /** Undoes one change to the JVM. */
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

    /** Adds a change that is undone before all others. */
    void first(Step step) {
        first.add(step);
    }

    /**
     * Returns when the agent is removed, after some 20 s at most.
     *
     * @return a line for each change that could not be undone; empty if there is none
     * @throws IllegalStateException if the JVM is ending already; nothing was done then
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
        // A hook that is running on a thread of the application does nothing from now on.
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
