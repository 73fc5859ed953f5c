package io.sockspan.junit;

/** What happens when sockets were left open. */
public enum LeakMode {
    /** What the configuration parameter {@code sockspan.junit.mode} says; {@link #FAIL} without. */
    DEFAULT,
    /** The test or class fails. */
    FAIL,
    /** It is told on stderr and in a report entry, and nothing fails. */
    REPORT,
    /** Nothing is looked for. */
    OFF
}
