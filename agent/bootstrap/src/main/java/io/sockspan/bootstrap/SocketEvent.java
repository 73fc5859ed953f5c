package io.sockspan.bootstrap;

/** One thing that happened to one socket. Immutable; handed from the application's thread to the agent's. */
public final class SocketEvent {
    public final SocketRecord record;
    public final EventKind kind;
    /** {@link System#nanoTime()} at which it happened. */
    public final long at;

    public final int number;
    public final Object detail;

    SocketEvent(SocketRecord record, EventKind kind, long at, int number, Object detail) {
        this.record = record;
        this.kind = kind;
        this.at = at;
        this.number = number;
        this.detail = detail;
    }
}
