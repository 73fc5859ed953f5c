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
        try {
            Sockspan.start(arguments, instrumentation, attached);
        } catch (Throwable t) {
            System.err.println("sockspan: the agent could not start and is off; the application is not affected: " + t);
        }
    }
}
