package io.sockspan.bootstrap;

/** Stands on the record of an adopted socket that a call has just shown, until the agent's thread has taken over what it replaces. */
public final class Predecessor implements SocketFollower {
    /** The record that stood for the same socket by its number alone. */
    public final SocketRecord record;

    Predecessor(SocketRecord record) {
        this.record = record;
    }
}
