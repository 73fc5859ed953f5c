package io.sockspan.testing;

/** What ended a connection. */
public enum ClosedBy {
    /** This side, whose FIN came first. */
    LOCAL,
    /** The peer, whose FIN came first. */
    REMOTE,
    /** A reset of either side. */
    RESET,
    /** The JDK, after the garbage collector had found the socket forgotten. */
    GC
}
