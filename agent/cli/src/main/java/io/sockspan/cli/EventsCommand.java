package io.sockspan.cli;

import io.sockspan.protocol.Question;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code events}. */
@Command(
        name = "events",
        description = "Print a line for each change of a socket's TCP state: OLD -> NEW, with the time spent in OLD."
                + " Attaches if need be.",
        footer = {
            "",
            "TIME is the latest at which it can have happened; < is before the most that OLD can have lasted, and ?"
                    + " is behind a state that nobody saw but that the protocol demands. With --follow a line comes when it is"
                    + " known."
        })
final class EventsCommand extends AbstractCommand {
    private static final long PAUSE_MILLIS = 500;

    @Mixin
    private TargetParameter target;

    @Option(
            names = {"-f", "--follow"},
            description = "Print the changes from now on, until Ctrl-C, instead of the past ones.")
    private boolean follow;

    EventsCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        Jvm jvm = target.jvm();
        int width = context.terminal.width();
        if (!follow) {
            context.print(ask(jvm, new Question("events").with("width", width).toString()));
            return 0;
        }
        try (AgentSession session = AgentSession.open(jvm, context.build, true)) {
            long next = -1;
            while (true) {
                String answer = ask(
                        session,
                        jvm,
                        new Question("changes")
                                .with("from", next)
                                .with("width", width)
                                .toString());
                NumberedText changes = NumberedText.of(answer);
                next = changes.number;
                context.print(changes.text);
                context.requireWritten();
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
