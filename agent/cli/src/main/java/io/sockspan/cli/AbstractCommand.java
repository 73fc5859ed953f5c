package io.sockspan.cli;

import io.sockspan.protocol.Question;
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

    /** Asks a question that makes the agent search for holders; before the first search in that JVM, it says what that does to it. */
    final String search(AgentSession session, Jvm jvm, Question question) {
        Question dry = new Question("owners").with("dry", true).with("suspects", true);
        if (NumberedText.of(ask(session, jvm, dry.toString())).number == 0) {
            context.say(
                    "the first search in this JVM: it reads the fields of the application's objects, and makes the JVM"
                            + " load the types of these fields; sockspan owners " + jvm.pid + " --dry says how much");
        }
        return ask(session, jvm, question.toString());
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
