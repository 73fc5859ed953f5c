package io.sockspan.config;

/** What the agent prints on stderr; each level includes the ones before it. */
public enum Log {
    /** Only why the agent could not start. */
    OFF,
    /** Suspects and problems. */
    SUSPECTS,
    /** What was started and hooked. */
    INFO
}
