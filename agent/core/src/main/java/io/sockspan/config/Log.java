package io.sockspan.config;

/** What is told on stderr; each level includes the ones before it. */
public enum Log {
    /** Only why the agent could not start. */
    OFF,
    /** Suspects and problems. */
    SUSPECTS,
    /** What was started and hooked. */
    INFO
}
