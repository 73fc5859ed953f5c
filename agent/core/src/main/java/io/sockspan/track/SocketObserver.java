package io.sockspan.track;

import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;

/** Receives the transitions and the end of each socket, in order, on the agent's thread. */
public interface SocketObserver {
    /** The connection's state changed. Called once for each transition, after the connection has entered the new state. */
    void transitioned(TrackedSocket connection, Transition transition);

    /**
     * The kernel was asked for all that it knows of a connection.
     *
     * @param before the reading before; null if there was none
     */
    default void read(TrackedSocket connection, TcpStatistics before, TcpStatistics now) {}

    /** A connect failed; {@link TrackedSocket#errorType()} is the cause. Called after the transition to CLOSED, if there was one. */
    void connectFailed(TrackedSocket connection);

    /** The peer's name was looked up, and a connect follows. Called before the connect's first transition. */
    default void lookedUp(TrackedSocket connection, NameLookup lookup) {}

    /** A TLS handshake over the connection is complete or has failed. */
    default void negotiated(TrackedSocket connection, TlsNegotiation negotiation) {}

    /** No further observation of this socket will come: it ended, or it is no longer followed. */
    void ended(TrackedSocket connection);

    /** Whether this observer needs the history of a connection after the release of its descriptor, however many connections close. */
    default boolean wantsEnd(TrackedSocket connection) {
        return false;
    }
}
