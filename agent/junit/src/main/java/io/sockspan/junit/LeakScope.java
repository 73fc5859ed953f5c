package io.sockspan.junit;

/** When it is looked for sockets that were left open. */
public enum LeakScope {
    /** What the configuration parameter {@code sockspan.junit.scope} says; {@link #METHOD} without. */
    DEFAULT,
    /** After each test, with everything that belongs to it; and after the class, for what was opened outside of its tests. */
    METHOD,
    /** After the class only, so that its tests may hand sockets on. */
    CLASS
}
