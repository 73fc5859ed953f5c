package io.sockspan.leak;

import io.sockspan.track.SocketSnapshot;

/** A verdict that stands, and where it is counted. */
final class PendingVerdict {
    final Verdict verdict;
    final LeakRule rule;
    /** Whether the user allows it: it is remembered, so that it is counted once, and reported nowhere. */
    final boolean allowed;
    /** Null if it is allowed, or if there was no room for another group. */
    final Group group;
    /** The last round of the detector in which the socket was among the open ones. */
    long seenInRound;

    private SocketSnapshot last;

    PendingVerdict(Verdict verdict, LeakRule rule, boolean allowed, Group group) {
        this.verdict = verdict;
        this.rule = rule;
        this.allowed = allowed;
        this.group = group;
    }

    /** From now on reports show the socket as it is now, and nothing here holds it. */
    void freeze() {
        last = verdict.connection.snapshot();
    }

    SocketSnapshot socket() {
        return last == null ? verdict.connection.snapshot() : last;
    }
}
