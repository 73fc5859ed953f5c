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

    @Option(names = "--owners", description = "Search for the fields and threads that hold them, as owners does.")
    private boolean owners;

    LeaksCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        Jvm jvm = target.jvm();
        try (AgentSession session = AgentSession.open(jvm, context.build, wait != null || owners)) {
            if (wait != null) {
                ask(session, jvm, question().toString());
                session.pause(wait);
            }
            String answer = owners
                    ? search(session, jvm, question().with("owners", true))
                    : ask(session, jvm, question().toString());
            if (wait == null && session.isStarted()) {
                context.say(
                        "a socket is suspect when its state has lasted for some time, 10 s for most; ask again then,"
                                + " or with --wait 30s");
            }
            return print(answer);
        }
    }

    private Question question() {
        return new Question("leaks").with("json", json).with("width", context.terminal.width());
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
