package io.sockspan.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A command of the command line. Its result is the exit code. */
abstract class AbstractCommand implements Callable<Integer> {
    /** The options of an agent that a command starts only to inspect the JVM: it exports and prints nothing. */
    static final String LOOK_ONLY = "telemetry=off;log=off";

    final Context context;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    private boolean help;

    AbstractCommand(Context context) {
        this.context = context;
    }

    /** Asks one question, and starts the agent first if it is not running. */
    final String ask(Jvm jvm, String question) {
        try (AgentSession session = AgentSession.open(jvm, context.build, false)) {
            return ask(session, jvm, question);
        }
    }

    final String ask(AgentSession session, Jvm jvm, String question) {
        boolean wasStarted = session.isStarted();
        String answer = session.ask(question, LOOK_ONLY);
        if (session.isStarted() && !wasStarted) {
            context.say("attached to JVM " + jvm + " just now, with " + LOOK_ONLY + "; it stays until sockspan detach "
                    + jvm.pid);
        }
        return answer;
    }
}
