package io.sockspan.runtime;

import io.sockspan.bootstrap.Recorder;
import io.sockspan.config.Options;
import io.sockspan.config.Problem;
import io.sockspan.config.Settings;
import io.sockspan.config.SettingsParser;
import io.sockspan.config.Stacks;
import io.sockspan.context.ApplicationSpans;
import io.sockspan.instrument.Installation;
import io.sockspan.leak.KeepAliveCache;
import java.lang.instrument.Instrumentation;
import java.util.function.UnaryOperator;

/** Puts the agent together. The launcher calls it, in whose class loader nothing of this one is known but this method. */
public final class Agent {
    private Agent() {}

    /**
     * Starts the agent on the calling thread, which is the application's: what takes time is left to the agent's own.
     *
     * @param arguments {@code key=value;key=value}, may be null
     * @param attached whether the application runs already
     * @return takes a command and gives its result; see {@link Commands}
     */
    public static UnaryOperator<String> start(String arguments, Instrumentation instrumentation, boolean attached) {
        Settings settings = SettingsParser.parse(arguments, System.getProperties(), System.getenv());
        Console console = new Console(settings.get(Options.LOG), System.err);
        for (Problem problem : settings.problems()) {
            console.problem(problem.toString());
        }
        AgentThreads threads = new AgentThreads(console);
        ApplicationSpans applicationSpans = new ApplicationSpans(instrumentation);
        if (settings.get(Options.TELEMETRY)) {
            applicationSpans.install();
        }
        Installation installation = Installation.install(instrumentation);
        // Not before all hooks are in place: of a socket that is made meanwhile they would tell the half, and so it is
        // adopted.
        Recorder.start(
                threads,
                settings.get(Options.QUEUE_SIZE),
                stacksPerSecond(settings),
                settings.get(Options.CLOSE_LOOKS_RATE));
        Recorder.watchTransfers(settings.get(Options.LEAK_IDLE).isPresent());
        AgentThread thread = new AgentThread(threads, settings, console, installation, applicationSpans, attached);
        ExitHook exit = new ExitHook(threads, thread);
        Runtime.getRuntime().addShutdownHook(exit);
        Removal removal = new Removal(installation, applicationSpans, thread, exit, threads);
        Commands commands = new Commands(thread, removal, console, new KeepAliveCache(instrumentation));
        if (settings.get(Options.JMX)) {
            SocketsBean bean = new SocketsBean(commands, console);
            removal.first(bean::remove);
            thread.atFirstSocket(() -> bean.offer(threads));
        }
        thread.start();
        return commands::run;
    }

    private static int stacksPerSecond(Settings settings) {
        Stacks stacks = settings.get(Options.STACKS);
        if (stacks == Stacks.AUTO) {
            return settings.get(Options.STACKS_RATE);
        }
        return stacks == Stacks.ALWAYS ? Integer.MAX_VALUE : 0;
    }
}
