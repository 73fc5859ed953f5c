package io.sockspan.cli;

import io.sockspan.protocol.Question;
import io.sockspan.report.SocketOrder;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sockets}. */
@Command(name = "sockets", description = "Show the open sockets with the kernel's own states. Attaches if need be.")
final class SocketsCommand extends AbstractCommand {
    private static final long WATCH_MILLIS = 2_000;

    @Mixin
    private TargetParameter target;

    @Option(
            names = "--state",
            split = ",",
            paramLabel = "STATE",
            description = "Only in this state, such as close_wait; several separated by commas.")
    private List<TcpState> states;

    @Option(
            names = "--role",
            split = ",",
            paramLabel = "ROLE",
            description = "Only ${COMPLETION-CANDIDATES}; several separated by commas.")
    private List<Role> roles;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description = "Only with this port at either end.")
    private Integer port;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Only those opened longer ago than this, such as 10s, 5m or 1h.")
    private Duration olderThan;

    @Option(names = "--suspects", description = "Only those that are suspect.")
    private boolean suspects;

    @Option(names = "--sort", paramLabel = "ORDER", description = "By ${COMPLETION-CANDIDATES}; by id unless set.")
    private SocketOrder sort;

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    @Option(
            names = "--wide",
            description =
                    "Also print what the kernel knows of each connection: round trip, what was sent again, bytes.")
    private boolean wide;

    @Option(names = "--watch", description = "Show it again and again, until q or Ctrl-C.")
    private boolean watch;

    @Option(
            names = "--id",
            paramLabel = "ID",
            converter = IdConverter.class,
            description = "Print one socket's whole history, with the stack that opened it.")
    private Long id;

    SocketsCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Jvm jvm = target.jvm();
        if (watch) {
            watch(jvm);
            return 0;
        }
        print(ask(jvm, question().toString()));
        return 0;
    }

    private void watch(Jvm jvm) throws IOException, InterruptedException {
        try (AgentSession session = AgentSession.open(jvm, context.build, true)) {
            // Attach before the screen is switched, so that the message about it stays visible.
            String answer = ask(session, jvm, question().toString());
            if (!json && context.terminal.isScreen()) {
                onScreen(session, jvm, answer);
                return;
            }
            while (true) {
                print(answer);
                Thread.sleep(WATCH_MILLIS);
                if (!json) {
                    context.print("\n");
                }
                context.requireWritten();
                answer = ask(session, jvm, question().toString());
            }
        }
    }

    private void print(String answer) {
        if (json) {
            context.printJson(answer);
        } else {
            context.print(answer);
        }
    }

    private void onScreen(AgentSession session, Jvm jvm, String first) throws IOException, InterruptedException {
        try (Screen screen = new Screen(context.terminal, context.out)) {
            for (String answer = first; ; answer = ask(session, jvm, question().toString())) {
                screen.draw(context.coloured(answer), screen.wayOut());
                if (!screen.pause(WATCH_MILLIS)) {
                    return;
                }
            }
        }
    }

    private Question question() {
        if (id != null) {
            return new Question("socket").with("id", id).with("json", json).with("width", context.terminal.width());
        }
        return new Question("sockets")
                .with("state", names(states))
                .with("role", names(roles))
                .with("port", port)
                .with("older-than", olderThan == null ? null : olderThan.toNanos())
                .with("suspects", suspects)
                .with("sort", sort)
                .with("wide", wide)
                .with("json", json)
                .with("width", context.terminal.width());
    }

    private static String names(List<? extends Enum<?>> constants) {
        return constants == null ? null : constants.stream().map(Enum::name).collect(Collectors.joining(","));
    }
}
