package io.sockspan.track;

import io.sockspan.tcp.Times;

/** What the observations of one listener's accept queue have found. For the agent's thread. */
final class AcceptQueue {
    private int backlog = -1;
    private int waiting = -1;
    private long inode = -1;
    private ObservedSpan notAccepted;
    private ObservedSpan full;

    /** When it was last observed empty; before any observation, when the listener was created. */
    private long emptyAt;
    /** The same at the observation before that. */
    private long emptyBefore;

    AcceptQueue(long createdAt) {
        mayHoldWhatCameAfter(createdAt);
    }

    /** Nobody observed it before now, and connections may wait that came at any time after that moment. */
    final void mayHoldWhatCameAfter(long moment) {
        emptyAt = moment;
        emptyBefore = moment;
    }

    /** @param backlog as given to listen and capped by the kernel */
    void limitTo(int backlog) {
        this.backlog = backlog;
    }

    /** The limit as given to listen and capped by the kernel; -1 where it is not known. */
    int backlog() {
        return backlog;
    }

    /** The listener's inode, which names it in the kernel's table. */
    void belongsTo(long inode) {
        this.inode = inode;
    }

    /** Whether a row of the kernel's table with that inode is of this listener. */
    boolean is(long rowInode) {
        return inode == rowInode;
    }

    /** How many connections the last observation found; -1 before any. */
    int waiting() {
        return waiting;
    }

    /** How long connections have waited while none was accepted; null if none wait. */
    ObservedSpan notAccepted() {
        return notAccepted;
    }

    /** How long it has been full at every observation; null if it is not. */
    ObservedSpan full() {
        return full;
    }

    void observed(int connections, long at) {
        if (connections == 0) {
            emptyBefore = emptyAt;
            emptyAt = at;
        }
        notAccepted = connections == 0 ? null : ObservedSpan.extended(notAccepted, at);
        // The kernel takes one more than the backlog (sk_acceptq_is_full in include/net/sock.h).
        full = backlog >= 0 && connections > backlog ? ObservedSpan.extended(full, at) : null;
        waiting = connections;
    }

    /** Accept has taken one out, of this queue or of another at the same address. */
    void accepted(long at) {
        // Accepted connections are not always taken in in the order in which they were.
        if (notAccepted != null && Times.isBefore(notAccepted.first, at)) {
            notAccepted = new ObservedSpan(at, Math.max(at - notAccepted.last, 0) + notAccepted.last);
        }
    }

    /**
     * A moment before the handshake of a connection that this listener gave to accept at that time.
     *
     * <p>The queue was empty then, so the connection came later. The last such observation does not do: it may have been in the instant in
     * which accept had taken the connection out already and its hook had not reported the time yet.
     *
     * @param createdAt when the listener was
     */
    long handshakeNotBefore(long acceptedAt, long createdAt) {
        return Times.isBefore(emptyBefore, acceptedAt) ? emptyBefore : createdAt;
    }
}
