package io.sockspan.runtime;

import io.sockspan.bootstrap.Recording;

/** Delays the JVM's exit until the agent has printed the requested reports, and then briefly for the last exports. */
final class ExitHook extends Thread {
    /** On a machine with a tenth of a processor, loading the classes that render a report takes seconds. */
    private static final long REPORT_MILLIS = 30_000;

    private final AgentThread agent;
    private final Recording recording;
    private final boolean isReportWanted;
    private final Console console;

    ExitHook(ThreadGroup threads, AgentThread agent, Recording recording, boolean isReportWanted, Console console) {
        super(threads, "sockspan-exit");
        this.agent = agent;
        this.recording = recording;
        this.isReportWanted = isReportWanted;
        this.console = console;
    }

    @Override
    public void run() {
        if (!isReportWanted && !recording.isAnySeen()) {
            return;
        }
        agent.end();
        if (isReportWanted) {
            if (!agent.awaitReported(REPORT_MILLIS)) {
                console.problem("the report at exit was not ready within " + REPORT_MILLIS / 1_000
                        + " s; the JVM exits without it");
            }
        }
        try {
            agent.join(Shutdown.EXIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
