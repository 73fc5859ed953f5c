package io.sockspan.runtime;

import io.sockspan.bootstrap.Recorder;

/** Gives the agent a moment at the end of the JVM to tell what it knows. */
final class ExitHook extends Thread {
    private static final long LIMIT_MILLIS = 2_000;

    private final AgentThread agent;

    ExitHook(ThreadGroup threads, AgentThread agent) {
        super(threads, "sockspan-exit");
        this.agent = agent;
    }

    @Override
    public void run() {
        agent.end();
        if (!Recorder.isAnySeen() && !agent.isReportWanted()) {
            // There is nothing to tell.
            return;
        }
        try {
            agent.join(LIMIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
