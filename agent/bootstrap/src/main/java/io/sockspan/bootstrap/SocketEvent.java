package io.sockspan.bootstrap;

/**
 * One event of one socket, created on the application's thread and handled on the agent's. {@link EventKind} defines {@link #number} and
 * {@link #detail}. Immutable.
 */
public final class SocketEvent {
    public final SocketRecord record;
    public final EventKind kind;
    /** When it happened, {@link System#nanoTime()}. */
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
