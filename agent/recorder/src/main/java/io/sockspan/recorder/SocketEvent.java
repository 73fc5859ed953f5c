package io.sockspan.recorder;

/** One thing that happened to one socket. Immutable; handed from the application's thread to the agent's. */
public final class SocketEvent {
    public final SocketRecord record;
    public final EventKind kind;
    /** {@link System#nanoTime()} at which it happened. */
    public final long at;

    public final int number;
    /** Bytes in the receive buffer, -1 where that is not known. */
    public final int unread;

    public final Object detail;

    SocketEvent(SocketRecord record, EventKind kind, long at, int number, int unread, Object detail) {
        this.record = record;
        this.kind = kind;
        this.at = at;
        this.number = number;
        this.unread = unread;
        this.detail = detail;
    }
}
