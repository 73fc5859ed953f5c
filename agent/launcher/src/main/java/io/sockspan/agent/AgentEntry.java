package io.sockspan.agent;

import java.lang.instrument.Instrumentation;

/** Where the JVM enters the agent. Lets nothing out: an application must start whether or not the agent can. */
public final class AgentEntry {
    private AgentEntry() {}

    /** Called before the application's main when the jar is given with {@code -javaagent}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        start(arguments, instrumentation, false);
    }

    /**
     * Called when the agent is attached to a JVM that runs already.
     *
     * @param arguments options, or where the command line waits for an answer
     */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        if (arguments == null || !arguments.startsWith(Session.PREFIX)) {
            start(arguments, instrumentation, true);
            return;
        }
        try {
            Session.serve(arguments, instrumentation);
        } catch (Throwable unanswered) {
            // The command line finds no answer, and knows what to say of that; here nobody is concerned.
        }
    }

    private static void start(String arguments, Instrumentation instrumentation, boolean attached) {
        try {
            Sockspan.start(arguments, instrumentation, attached);
        } catch (Throwable t) {
            System.err.println("sockspan: the agent could not start and is off; the application is not affected: " + t);
        }
    }
}
