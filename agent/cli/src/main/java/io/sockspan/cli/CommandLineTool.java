package io.sockspan.cli;

import io.sockspan.report.SocketOrder;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import java.io.File;
import java.io.PrintWriter;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code java -jar sockspan-agent.jar}. Exit codes: 0 success, 1 {@code leaks} found suspects, 2 the command failed. */
@Command(
        name = "sockspan",
        description = "Inspects the TCP sockets of a running JVM, and names the ones that leak.%n",
        subcommands = {
            ListCommand.class,
            LeaksCommand.class,
            SocketsCommand.class,
            OwnersCommand.class,
            EventsCommand.class,
            ReportCommand.class,
            AttachCommand.class,
            DetachCommand.class,
            HelpCommand.class,
            GenerateCompletion.class
        },
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "PID is a process id, or a part of the main class's or jar's name that only one JVM has.",
            "sockspan stands for java -jar sockspan-agent.jar. Exit code: 0, or 1 if leaks finds suspects,",
            "or 2 with a line on stderr if it could not be done."
        })
public final class CommandLineTool implements Runnable {
    static final int FAILED = 2;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    private boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    private boolean help;

    private final Context context;

    private CommandLineTool(Context context) {
        this.context = context;
    }

    /**
     * Runs a command to its end on this thread. The result goes to stdout, everything else to stderr.
     *
     * @param jar the agent's
     * @param version its version
     * @return the exit code
     */
    public static int run(File jar, String version, String[] arguments) {
        Build build = new Build(jar, version);
        if (arguments.length > 0 && arguments[0].equals(SessionAsUser.ARGUMENT)) {
            return SessionAsUser.run(build, arguments);
        }
        return run(new Context(build, Terminal.ofThisProcess(), System.out, System.err), arguments);
    }

    static int run(Context context, String... arguments) {
        CommandLine line = new CommandLine(new CommandLineTool(context), new Factory(context));
        line.getCommandSpec().version("sockspan " + context.build.version);
        line.registerConverter(TcpState.class, new ConstantConverter<>(TcpState.class));
        line.registerConverter(Role.class, new ConstantConverter<>(Role.class));
        line.registerConverter(SocketOrder.class, new ConstantConverter<>(SocketOrder.class));
        line.setUsageHelpWidth(Math.min(100, context.terminal.width()));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(context.terminal.hasColours() ? Ansi.ON : Ansi.OFF));
        line.setOut(new PrintWriter(context.out, true));
        line.setErr(new PrintWriter(context.err, true));
        line.setParameterExceptionHandler((e, args) -> misused(context, e));
        line.setExecutionExceptionHandler((e, command, result) -> failed(context, e));
        int exitCode = line.execute(arguments);
        try {
            context.requireWritten();
            return exitCode;
        } catch (Failure e) {
            context.say(e.getMessage());
            return FAILED;
        }
    }

    @Override
    public void run() {
        spec.commandLine().usage(context.out);
    }

    private static int misused(Context context, ParameterException e) {
        context.say(Misuse.of(e));
        return FAILED;
    }

    /** Exit code 1 is reserved for suspects. */
    private static int failed(Context context, Exception e) {
        context.say(e instanceof Failure ? e.getMessage() : "this is a fault of the command line itself: " + e);
        return FAILED;
    }

    /** Gives commands their context. */
    private static final class Factory implements CommandLine.IFactory {
        private final Context context;

        Factory(Context context) {
            this.context = context;
        }

        @Override
        public <K> K create(Class<K> type) throws Exception {
            return AbstractCommand.class.isAssignableFrom(type)
                    ? type.getDeclaredConstructor(Context.class).newInstance(context)
                    : CommandLine.defaultFactory().create(type);
        }
    }
}
