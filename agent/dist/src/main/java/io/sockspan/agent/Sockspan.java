package io.sockspan.agent;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.UnaryOperator;

/**
 * The running agent, for the application's code. This class is on the system class path of every JVM that was started with the agent; there
 * the application can call it directly, or by reflection if the agent may be absent.
 */
public final class Sockspan {
    private static UnaryOperator<String> commands;
    /** The jar that the running agent reads its classes from. */
    private static AgentJar agentJar;
    /** The jar's content when this class was loaded from it and the agent was started for the first time. */
    private static String identity;

    private static Throwable startFailure;

    private Sockspan() {}

    /**
     * A report as text for people: suspects, open sockets, and the history of those that ended.
     *
     * @throws IllegalStateException if the agent does not run in this JVM
     */
    public static String report() {
        return report("text");
    }

    /**
     * A report on everything that happened before this call.
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
        run(jarFile(), arguments, instrumentation, attached);
    }

    /**
     * Starts the agent for the command line, which reports the outcome.
     *
     * @param jar where the jar is now, if not where this class was loaded from; may be null
     * @return false if it runs already
     */
    static synchronized boolean startUnlessRunning(String options, Instrumentation instrumentation, String jar)
            throws Exception {
        if (commands != null) {
            return false;
        }
        File file = jarFile();
        run(jar == null || file.isFile() ? file : new File(jar), options, instrumentation, true);
        return true;
    }

    private static void run(File file, String arguments, Instrumentation instrumentation, boolean attached)
            throws Exception {
        AgentJar jar = new AgentJar(file);
        try {
            refuseAnother(jar, file);
            commands = CoreStarter.start(jar, arguments, instrumentation, attached);
            agentJar = jar;
            JarKeeper.start(jar);
        } finally {
            if (commands == null) {
                jar.close();
            }
        }
    }

    /** The JVM keeps the launcher's and the recorder's classes for ever; those of another build do not fit them. */
    private static void refuseAnother(AgentJar jar, File file) throws IOException {
        if (identity != null && !identity.equals(jar.identity())) {
            throw new IllegalStateException("this JVM has run another version of Sockspan before, and " + file
                    + " has been replaced since; put that version's jar back, or restart the JVM");
        }
        identity = jar.identity();
    }

    /** The jar that this class was loaded from. */
    static File jarFile() throws URISyntaxException {
        URI jar = Sockspan.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        return new File(jar);
    }

    static synchronized void startFailed(Throwable why) {
        startFailure = why;
    }

    /** Why the agent's last start failed, in one line; null if none did. */
    public static synchronized String startFailure() {
        if (startFailure == null) {
            return null;
        }
        StringBuilder why = new StringBuilder(startFailure.toString());
        for (Throwable cause = startFailure.getCause(); cause != null; cause = cause.getCause()) {
            why.append(", because of ").append(cause);
        }
        return why.toString();
    }

    /** Whether the agent runs in this JVM now. */
    public static synchronized boolean isRunning() {
        return commands != null;
    }

    /**
     * Removes the agent from this JVM. When this returns, the JDK's classes are as they were, pending telemetry is sent, and the agent's
     * threads have ended. That takes a second or two, and 15 s at most. The agent can be attached again.
     *
     * @return empty, or a line for each thing that could not be undone
     * @throws IllegalStateException if the agent does not run in this JVM, or the JVM is ending
     */
    public static synchronized String detach() {
        String left = command("detach");
        commands = null;
        agentJar.close();
        agentJar = null;
        return left;
    }

    /** This build's version; {@code unknown} if the class was not loaded from the packed jar. */
    static String version() {
        String version = Sockspan.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /**
     * Passes a command from one of the agent's own tools, such as the test extension. Commands and answers may change with every version.
     *
     * @throws IllegalStateException if the agent does not run in this JVM, or cannot answer
     * @throws IllegalArgumentException if there is no such command
     */
    public static String command(String command) {
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
