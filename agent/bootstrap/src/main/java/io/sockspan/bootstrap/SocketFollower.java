package io.sockspan.bootstrap;

/** What the agent's thread hangs on a record: its own view of the socket, or why it has none. */
public interface SocketFollower {
    /** The agent does not follow this socket, or no longer. */
    SocketFollower NONE = new SocketFollower() {};
}
