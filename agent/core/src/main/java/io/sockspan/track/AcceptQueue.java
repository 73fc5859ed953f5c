package io.sockspan.track;

import io.sockspan.time.Times;

/** The observed state of one listener's accept queue. Times are {@link System#nanoTime()}. For the agent's thread. */
final class AcceptQueue {
    private int backlog = -1;
    private int waiting = -1;
    private long inode = -1;
    private ObservedSpan notAccepted;
    private ObservedSpan full;

    /** When it was last observed empty; before any observation, when the listener was created. */
    private long emptyAt;
    /** The value of {@link #emptyAt} before its last change. */
    private long emptyBefore;

    AcceptQueue(long createdAt) {
        mayHoldWhatCameAfter(createdAt);
    }

    /** The queue was not observed before now. Connections that arrived at any time since {@code moment} may wait in it. */
    final void mayHoldWhatCameAfter(long moment) {
        emptyAt = moment;
        emptyBefore = moment;
    }

    /** @param backlog as given to listen and capped by the kernel */
    void limitTo(int backlog) {
        this.backlog = backlog;
    }

    /** The limit as given to listen and capped by the kernel, in connections; -1 if unknown. */
    int backlog() {
        return backlog;
    }

    /** Sets the listener's inode, which identifies it in {@code /proc/self/net/tcp}. */
    void belongsTo(long inode) {
        this.inode = inode;
    }

    /** Whether a row of {@code /proc/self/net/tcp} with that inode is of this listener. */
    boolean is(long rowInode) {
        return inode == rowInode;
    }

    /** The number of waiting connections at the last observation; -1 before the first. */
    int waiting() {
        return waiting;
    }

    /** How long connections have waited without an accept; null if none wait. */
    ObservedSpan notAccepted() {
        return notAccepted;
    }

    /** How long every observation has shown a full queue; null if it is not full. */
    ObservedSpan full() {
        return full;
    }

    void observed(int connections, long at) {
        if (connections == 0) {
            emptyBefore = emptyAt;
            emptyAt = at;
        }
        notAccepted = connections == 0 ? null : ObservedSpan.extended(notAccepted, at);
        // The kernel admits one connection more than the backlog (sk_acceptq_is_full in include/net/sock.h).
        full = backlog >= 0 && connections > backlog ? ObservedSpan.extended(full, at) : null;
        waiting = connections;
    }

    /** Accept removed a connection from this queue, or from that of another listener at the same address. */
    void accepted(long at) {
        // Accepted connections are not always handled in the order of their accepts.
        if (notAccepted != null && Times.isBefore(notAccepted.first, at)) {
            notAccepted = new ObservedSpan(at, Math.max(at - notAccepted.last, 0) + notAccepted.last);
        }
    }

    /**
     * A time before the handshake of a connection that accept returned from this queue.
     *
     * <p>The queue was empty then, so the connection arrived later. The last such observation cannot be used: it may lie between the
     * accept, which removed the connection, and the time that the accept's hook recorded.
     *
     * @param createdAt when the listener was created
     */
    long handshakeNotBefore(long acceptedAt, long createdAt) {
        return Times.isBefore(emptyBefore, acceptedAt) ? emptyBefore : createdAt;
    }
}
