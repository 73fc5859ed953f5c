package io.sockspan.testing;

/** What ended a connection. */
public enum ClosedBy {
    /** This side, which sent the first FIN. */
    LOCAL,
    /** The peer, which sent the first FIN. */
    REMOTE,
    /** A reset of either side. */
    RESET,
    /** The JDK, after the garbage collector found the socket unreachable. */
    GC
}
