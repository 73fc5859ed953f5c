package io.sockspan.bootstrap;

/** The agent's own state of a socket, which its thread stores in the record. */
public interface SocketFollower {
    /** The agent does not follow this socket, or no longer follows it. */
    SocketFollower NONE = new SocketFollower() {};
}
