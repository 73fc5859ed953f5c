package io.sockspan.leak;

import io.sockspan.track.SocketSnapshot;

/** A verdict that stands, and where it is counted. */
final class PendingVerdict {
    final Verdict verdict;
    final LeakRule rule;
    /** Whether the user allows it: it is remembered, so as to be counted once, and told nowhere. */
    final boolean allowed;
    /** Null if it is allowed, or if there was no room for another group. */
    final Group group;
    /** The last look at which the socket was among the open ones. */
    long seenAtLook;

    private SocketSnapshot last;

    PendingVerdict(Verdict verdict, LeakRule rule, boolean allowed, Group group) {
        this.verdict = verdict;
        this.rule = rule;
        this.allowed = allowed;
        this.group = group;
    }

    /** From now on the socket is told as it is now, and is no longer held. */
    void freeze() {
        last = verdict.connection.snapshot();
    }

    SocketSnapshot socket() {
        return last == null ? verdict.connection.snapshot() : last;
    }
}
