package io.sockspan.cli;

import io.sockspan.protocol.Question;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code owners}. */
@Command(
        name = "owners",
        description = "Search for the fields and threads that hold the open sockets. Attaches if need be.%n"
                + "The search reads the application's objects, and makes the JVM load the types of their fields.")
final class OwnersCommand extends AbstractCommand {
    @Mixin
    private TargetParameter target;

    @Option(names = "--id", paramLabel = "ID", converter = IdConverter.class, description = "Only this socket.")
    private Long id;

    @Option(names = "--suspects", description = "Only those that are suspect.")
    private boolean suspects;

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    @Option(names = "--dry", description = "Print what the search would do to the JVM, and do not search.")
    private boolean dry;

    OwnersCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Jvm jvm = target.jvm();
        try (AgentSession session = AgentSession.open(jvm, context.build, true)) {
            if (dry) {
                context.print(NumberedText.of(
                                ask(session, jvm, question().with("dry", true).toString()))
                        .text);
                return 0;
            }
            String answer = search(session, jvm, question().with("json", json));
            if (json) {
                context.printJson(answer);
            } else {
                context.print(answer);
            }
            return 0;
        }
    }

    private Question question() {
        return new Question("owners").with("id", id).with("suspects", suspects).with("width", context.terminal.width());
    }
}
