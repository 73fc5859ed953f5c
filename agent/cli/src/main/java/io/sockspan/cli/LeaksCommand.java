package io.sockspan.cli;

import io.sockspan.protocol.Question;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leaks}. */
@Command(
        name = "leaks",
        description = "Print the suspects, each with the line of code that opened it. Attaches if need be.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing is suspect", "1:there are suspects", "2:it could not be done"})
final class LeaksCommand extends AbstractCommand {
    private static final int FOUND = 1;

    @Mixin
    private TargetParameter target;

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "Attach, wait this long, such as 30s, then print: a socket is suspect only after its state has lasted.")
    private Duration wait;

    LeaksCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        Jvm jvm = target.jvm();
        String question = new Question("leaks")
                .with("json", json)
                .with("width", context.terminal.width())
                .toString();
        try (AgentSession session = AgentSession.open(jvm, context.build, wait != null)) {
            String answer = ask(session, jvm, question);
            if (wait != null) {
                session.pause(wait);
                answer = ask(session, jvm, question);
            } else if (session.isStarted()) {
                context.say(
                        "a socket is suspect when its state has lasted for some time, 10 s for most; ask again then,"
                                + " or with --wait 30s");
            }
            return print(answer);
        }
    }

    private int print(String answer) {
        NumberedText found = NumberedText.of(answer);
        if (json) {
            context.printJson(found.text);
        } else {
            context.print(found.text);
        }
        return found.number == 0 ? 0 : FOUND;
    }
}
