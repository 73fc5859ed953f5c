package io.sockspan.cli;

/** Whether the agent runs in a JVM, as the JVM's own counters say. */
enum AgentPresence {
    ATTACHED,
    ABSENT,
    /** The JVM keeps no counters ({@code -XX:-UsePerfData}), or this user may not read them. */
    UNKNOWN
}
