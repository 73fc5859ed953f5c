package io.sockspan.leak;

/** The kinds of verdict; {@link #label()} is the value of {@code sockspan.leak.kind} and the option's name behind {@code leak.}. */
public enum LeakKind {
    /** The peer closed, the application did not. */
    CLOSE_WAIT("close_wait"),
    /** Bytes wait in the receive buffer, and nobody reads them. */
    UNREAD("unread"),
    /** The send queue is full, and the peer takes nothing. */
    UNSENT("unsent"),
    /** The owner was garbage-collected before it closed the socket: the one kind that is a leak for certain. */
    DROPPED("dropped"),
    /** A descriptor was created, and neither connected nor closed. */
    NEVER_CONNECTED("never_connected"),
    /** Closed, but its descriptor was not given back. */
    UNRELEASED("unreleased"),
    /** We ended our direction, the peer never ended its own. */
    HALF_CLOSED("half_closed"),
    /** The handshake does not come to an end. */
    CONNECTING("connecting"),
    /** A listener whose accept queue is full, or which nobody accepts from. */
    BACKLOG("backlog"),
    /** Closed here, and still alive in the kernel: another process has the descriptor. */
    INHERITED("inherited"),
    /** Established, and nothing in either direction. */
    IDLE("idle"),
    /** The process is near its limit of descriptors, or ran into it. */
    DESCRIPTORS("descriptors");

    private final String label;

    LeakKind(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
