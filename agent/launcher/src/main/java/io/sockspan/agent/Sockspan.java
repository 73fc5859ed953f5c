package io.sockspan.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.util.function.UnaryOperator;

/**
 * The running agent, for the code of the application. It stands on the system class path of every JVM that was started with the
 * agent; there it can be called directly, or by reflection where the agent may be absent.
 */
public final class Sockspan {
    private static UnaryOperator<String> commands;

    private Sockspan() {}

    /**
     * What the agent knows now, as text for a person: suspects, open sockets, and the lives of those that ended.
     *
     * @throws IllegalStateException if the agent does not run in this JVM
     */
    public static String report() {
        return report("text");
    }

    /**
     * What the agent knows now. Everything that happened before this call is in it.
     *
     * @param format {@code text} or {@code json}
     * @throws IllegalStateException if the agent does not run in this JVM
     * @throws IllegalArgumentException if there is no such format
     */
    public static String report(String format) {
        if (!"text".equals(format) && !"json".equals(format)) {
            throw new IllegalArgumentException("format is \"" + format + "\", but must be \"text\" or \"json\"");
        }
        return command("report " + format);
    }

    static synchronized void start(String arguments, Instrumentation instrumentation, boolean attached)
            throws Exception {
        if (commands != null) {
            System.err.println("sockspan: the agent runs in this JVM already; the second start is ignored");
            return;
        }
        URI jar = Sockspan.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        AgentJar agentJar = new AgentJar(new File(jar));
        RecorderInstaller.install(instrumentation, agentJar);
        ClassLoader core = new CoreLoader(agentJar);
        commands = CoreStarter.start(core, arguments, instrumentation, attached);
    }

    private static String command(String command) {
        UnaryOperator<String> running;
        synchronized (Sockspan.class) {
            running = commands;
        }
        if (running == null) {
            throw new IllegalStateException(
                    "the Sockspan agent does not run in this JVM; start it with -javaagent:sockspan-agent.jar");
        }
        return running.apply(command);
    }
}
