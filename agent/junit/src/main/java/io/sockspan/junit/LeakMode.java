package io.sockspan.junit;

/** What happens if sockets were left open. */
public enum LeakMode {
    /** The value of the configuration parameter {@code sockspan.junit.mode}; {@link #FAIL} by default. */
    DEFAULT,
    /** The test or class fails. */
    FAIL,
    /** The leak is printed on stderr and published as a report entry; nothing fails. */
    REPORT,
    /** Nothing is checked. */
    OFF
}
