package io.sockspan.protocol;

/** The fields of a {@code socket} record, in their order. Times are {@link System#nanoTime()} of the agent's JVM. */
public enum SocketField {
    ID,
    ROLE,
    /** Whether its descriptor is open. */
    OPEN,
    /** Whether the garbage collector has collected its owner. */
    COLLECTED,
    /** Whether {@code close()} was called. */
    CLOSING,
    STATE,
    /** The evidence of the state. */
    EVIDENCE,
    CLOSED_BY,
    RESET_BY,
    ERROR_TYPE,
    LOCAL_ADDRESS,
    LOCAL_PORT,
    REMOTE_ADDRESS,
    REMOTE_PORT,
    /** The host name that was connected to. */
    SERVER_NAME,
    /** The name of the thread that opened it. */
    THREAD,
    OPENED_AT,
    RELEASED_AT,
    /** Bytes in the receive buffer, or connections in the accept queue. */
    WAITING,
    /** Whether a part of its history was not observed. */
    INCOMPLETE,
    /** The library that opened it for its pool of connections; empty if no known one did. */
    POOL,
    /** Whether that pool keeps its connections open when nobody holds the pool any more. */
    POOL_KEEPS,
    /** Whether that library forgets the pool by itself, and leaves its connections to the garbage collector. */
    POOL_FORGETS
}
