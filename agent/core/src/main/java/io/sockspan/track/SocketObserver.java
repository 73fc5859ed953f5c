package io.sockspan.track;

import io.sockspan.tcp.Transition;

/** Is told what happens to connections, in order, on the agent's thread. */
public interface SocketObserver {
    /** The connection's state changed. Called once for each transition, after the connection has taken it in. */
    void transitioned(TrackedSocket connection, Transition transition);

    /** A connect failed; {@link TrackedSocket#errorType()} says why. Called after the transition to CLOSED, if there was one. */
    void connectFailed(TrackedSocket connection);

    /** Nothing more will be learnt of this connection: it ended, and the kernel has forgotten it or is not worth asking. */
    void ended(TrackedSocket connection);

    /** Whether the rest of a life whose descriptor is gone is wanted in any case, also where many connections close. */
    default boolean wantsEnd(TrackedSocket connection) {
        return false;
    }
}
