package io.sockspan.junit;

/** When the check for open sockets runs. */
public enum LeakScope {
    /** The value of the configuration parameter {@code sockspan.junit.scope}; {@link #METHOD} by default. */
    DEFAULT,
    /** After each test, with everything that belongs to it, and after the class, for sockets that were opened outside of its tests. */
    METHOD,
    /** After the class only, so that its tests may hand sockets on. */
    CLASS
}
