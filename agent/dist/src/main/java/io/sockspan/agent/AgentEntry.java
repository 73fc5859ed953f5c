package io.sockspan.agent;

import java.lang.instrument.Instrumentation;

/** The JVM's entry into the agent. Lets no exception out: an application must start whether or not the agent can. */
public final class AgentEntry {
    private AgentEntry() {}

    /** Called before the application's main when the jar is given with {@code -javaagent}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        start(arguments, instrumentation, false);
    }

    /**
     * Called when the agent is attached to a running JVM.
     *
     * @param arguments options, or the place where the command line waits for an answer
     */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        if (arguments == null || !arguments.startsWith(Session.PREFIX)) {
            start(arguments, instrumentation, true);
            return;
        }
        try {
            Session.serve(arguments, instrumentation);
        } catch (Throwable unanswered) {
            // The command line reports that it got no answer; the application is not concerned.
        }
    }

    private static void start(String arguments, Instrumentation instrumentation, boolean attached) {
        try {
            if (attached) {
                giveContextClassLoader(Thread.currentThread());
            }
            Sockspan.start(arguments, instrumentation, attached);
        } catch (Throwable t) {
            Sockspan.startFailed(t);
            print("sockspan: the agent could not start and is off; the application is not affected: " + t + remedy(t));
        }
    }

    private static String remedy(Throwable failure) {
        return failure instanceof SecurityException
                ? "; a security manager is on, and its policy must have: grant codeBase \"file:PATH OF THIS AGENT'S JAR\""
                        + " { permission java.security.AllPermission; };"
                : "";
    }

    /** The JVM's thread for attaching has none, and what stands behind System.err in some test runners needs one. */
    private static void giveContextClassLoader(Thread thread) {
        if (thread.getContextClassLoader() == null) {
            thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        }
    }

    private static void print(String line) {
        try {
            System.err.println(line);
        } catch (Throwable t) {
            // The application may have installed a stream of its own, which need not work on the JVM's own threads.
        }
    }
}
