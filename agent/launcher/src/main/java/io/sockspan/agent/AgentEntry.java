package io.sockspan.agent;

import java.lang.instrument.Instrumentation;

/** Where the JVM enters the agent. Lets nothing out: an application must start whether or not the agent can. */
public final class AgentEntry {
    private AgentEntry() {}

    /** Called before the application's main when the jar is given with {@code -javaagent}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        start(arguments, instrumentation, false);
    }

    /** Called when the agent is attached to a JVM that runs already. */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        start(arguments, instrumentation, true);
    }

    private static void start(String arguments, Instrumentation instrumentation, boolean attached) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        if (before == null) {
            // The JVM's attach thread has none, and what stands behind System.err in some test runners needs one.
            thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        }
        try {
            Sockspan.start(arguments, instrumentation, attached);
        } catch (Throwable t) {
            Sockspan.startFailed(t);
            tell("sockspan: the agent could not start and is off; the application is not affected: " + t);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void tell(String line) {
        try {
            System.err.println(line);
        } catch (Throwable t) {
            // The application may have put a stream of its own there, which need not work on the JVM's own threads.
        }
    }
}
