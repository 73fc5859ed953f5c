package io.sockspan.bootstrap;

/**
 * The {@link SocketRecord#follower} of a record that replaces the record of an adopted socket, until the agent's thread has moved the
 * earlier record's follower to it.
 */
public final class Predecessor implements SocketFollower {
    /** The earlier record of the same socket, which had only its number. */
    public final SocketRecord record;

    Predecessor(SocketRecord record) {
        this.record = record;
    }
}
