package io.sockspan.runtime;

import io.sockspan.bootstrap.Recorder;
import io.sockspan.context.ApplicationSpans;
import io.sockspan.instrument.Installation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Takes the agent out of the JVM again: the classes as the JDK made them, what is known sent, every thread ended, nothing left that
 * would keep the agent's class loader alive. Once; on any thread that is not the agent's.
 */
final class Removal {
    /** How long the agent's own thread may take: it gives telemetry {@link AgentThread#DETACH_FLUSH}. */
    private static final long OWN_THREAD_MILLIS = TimeUnit.SECONDS.toMillis(9);
    /** How long all others may. */
    private static final long OTHER_THREADS_MILLIS = TimeUnit.SECONDS.toMillis(3);

    /** Takes something back. */
    interface Step {
        void run() throws Exception;
    }

    private final Installation installation;
    private final ApplicationSpans applicationSpans;
    private final AgentThread thread;
    private final ExitHook exit;
    private final AgentThreads threads;
    private final List<Step> first = new ArrayList<>();

    Removal(
            Installation installation,
            ApplicationSpans applicationSpans,
            AgentThread thread,
            ExitHook exit,
            AgentThreads threads) {
        this.installation = installation;
        this.applicationSpans = applicationSpans;
        this.thread = thread;
        this.exit = exit;
        this.threads = threads;
    }

    /** What is to be taken back before anything else. */
    void first(Step step) {
        first.add(step);
    }

    /**
     * Returns when it is done, after some 15 s at the latest.
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
        left.addAll(installation.remove());
        applicationSpans.remove();
        thread.detach();
        join(thread, OWN_THREAD_MILLIS);
        // A hook that is under way on a thread of the application's does nothing from now on.
        Recorder.stop();
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
