package io.sockspan.track;

/** What the looks at one listener's accept queue have found. For the agent's thread. */
final class AcceptQueue {
    private static final long NEVER = Long.MIN_VALUE;

    /** The limit as given to listen and capped by the kernel; -1 where it is not known. */
    int backlog = -1;
    /** How many connections the last look found; -1 before any. */
    int waiting = -1;
    /** Since when connections have waited while none was accepted. */
    long waitingSince = NEVER;
    /** Since when it has been full at every look. */
    long fullSince = NEVER;

    /** When it was last seen empty; before any look, when the listener was created. */
    private long emptyAt;
    /** The same at the look before that. */
    private long emptyBefore;

    AcceptQueue(long createdAt) {
        mayHoldWhatCameAfter(createdAt);
    }

    /** Nobody looked before now, and connections may wait that came at any time after that moment. */
    final void mayHoldWhatCameAfter(long moment) {
        emptyAt = moment;
        emptyBefore = moment;
    }

    void looked(int connections, long now) {
        if (connections == 0) {
            emptyBefore = emptyAt;
            emptyAt = now;
            waitingSince = NEVER;
        } else if (waitingSince == NEVER) {
            waitingSince = now;
        }
        // The kernel takes one more than the backlog (sk_acceptq_is_full in include/net/sock.h).
        boolean full = backlog >= 0 && connections > backlog;
        if (!full) {
            fullSince = NEVER;
        } else if (fullSince == NEVER) {
            fullSince = now;
        }
        waiting = connections;
    }

    /** Accept has taken one out, of this queue or of another at the same address. */
    void accepted(long at) {
        // Accepted connections are not always taken in in the order in which they were.
        if (waitingSince != NEVER && at - waitingSince > 0) {
            waitingSince = at;
        }
    }

    /**
     * A moment before the handshake of a connection that this listener gave to accept at that time.
     *
     * <p>The queue was empty then, so the connection came later. The last such look does not do: it may have been in the instant in
     * which accept had taken the connection out already and its hook had not told the time yet.
     *
     * @param createdAt when the listener was
     */
    long handshakeNotBefore(long acceptedAt, long createdAt) {
        return emptyBefore - acceptedAt < 0 ? emptyBefore : createdAt;
    }
}
