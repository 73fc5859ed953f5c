package io.sockspan.leak;

import io.sockspan.track.TrackedSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What verdicts depend on beside the socket itself: limits, known pools, and how many others are in the same condition. For the agent's thread. */
final class LeakPolicy {
    /** From this many channels of one place on, a selector that does not give them back is more than quiet. */
    static final int MANY_UNRELEASED = 16;
    /**
     * How many unread bytes an idle connection of a pool may hold: what a server sends as it ends the connection, such as TLS's close_notify
     * or an HTTP status 408. More is the rest of a response, and somebody has that connection.
     */
    private static final int LEFT_IN_POOL = 512;

    final LeakLimits limits;
    private final KnownPools pools;
    private final Fingerprints fingerprints;
    private final LocalPeers peers = new LocalPeers();
    private boolean transfersWatched = true;
    private long watchedSince = Long.MIN_VALUE;
    private JdkPools jdkPools;
    private LibraryPools libraryPools;
    private long knownUntil;
    private Map<String, Integer> unreleased = new HashMap<>();
    /** The ids of the connections that a pool had lent as it was read in this round. */
    private Set<Long> lent = new HashSet<>();

    private Set<Long> lentBefore = new HashSet<>();

    LeakPolicy(LeakLimits limits, KnownPools pools, Fingerprints fingerprints) {
        this.limits = limits;
        this.pools = pools;
        this.fingerprints = fingerprints;
    }

    /** @param since {@link System#nanoTime()}; {@link Long#MIN_VALUE} if reads and writes are not watched now */
    void transfersWatched(long since) {
        transfersWatched = since != Long.MIN_VALUE;
        watchedSince = since;
    }

    /** Whether reads and writes were watched for all of the limit: a socket in use may be used just before the watch begins, and then late. */
    boolean wouldShowUse(long limit, long knownUntil) {
        return transfersWatched && (watchedSince == Long.MIN_VALUE || knownUntil - watchedSince >= limit);
    }

    /**
     * Whether the other end of the connection is in this JVM, too, and was read within the limit: a slow reader takes bytes from its receive
     * buffer for long before the kernel acknowledges any more.
     */
    boolean isPeerReading(TrackedSocket c, long limit) {
        TrackedSocket peer = peers.of(c);
        return peer != null && peer.lastReadAt() != LeakRule.NOT && knownUntil - peer.lastReadAt() < limit;
    }

    /** What knows of which connections are lent; without this, nothing does. */
    void readPools(JdkPools jdk, LibraryPools libraries) {
        jdkPools = jdk;
        libraryPools = libraries;
    }

    /**
     * Begins a round of judgement: counts what is counted by place, and has pools read anew.
     *
     * @param knownUntil up to when what the application did is known
     */
    void begin(Iterable<TrackedSocket> open, long knownUntil) {
        this.knownUntil = knownUntil;
        peers.begin(open);
        if (jdkPools != null) {
            jdkPools.expire();
        }
        Set<Long> free = lentBefore;
        lentBefore = lent;
        lent = free;
        lent.clear();
        unreleased = new HashMap<>();
        for (TrackedSocket c : open) {
            if (isUnreleased(c)) {
                unreleased.merge(fingerprints.of(LeakKind.UNRELEASED, c), 1, Integer::sum);
            }
        }
    }

    private static boolean isUnreleased(TrackedSocket c) {
        return c.isOpen() && c.closingAt() != LeakRule.NOT;
    }

    boolean areManyUnreleased(TrackedSocket c) {
        return unreleased.getOrDefault(fingerprints.of(LeakKind.UNRELEASED, c), 0) >= MANY_UNRELEASED;
    }

    /** Whether a library has left the connection to the garbage collector, and nobody else could have closed it. */
    boolean isForgottenByLibrary(TrackedSocket c) {
        return pools.forgets(c.openedBy());
    }

    /** The pool in which the connection lies idle, as far as can be seen; null if there is none, or somebody must still have it. */
    String poolOf(TrackedSocket c) {
        if (c.collected() || c.waiting() > LEFT_IN_POOL) {
            return null;
        }
        String pool = pools.of(c.openedBy());
        return pool != null && isLent(c, pool) ? null : pool;
    }

    /**
     * Whether that is known, and has been so for as long as a connection may stay that its peer has ended. One reading of a pool misses a
     * connection that is just taken out of it to be closed, so it takes two rounds.
     */
    private boolean isLent(TrackedSocket c, String pool) {
        long since = LeakRule.CLOSE_WAIT.since(c, knownUntil);
        if (jdkPools == null || since == LeakRule.NOT || knownUntil - since < limits.of(LeakKind.CLOSE_WAIT)) {
            return false;
        }
        if (libraryPools.leaseOf(c, pool, since) == Lease.LENT) {
            return true;
        }
        if (jdkPools.leaseOf(c, pool) != Lease.LENT) {
            return false;
        }
        lent.add(c.id());
        return lentBefore.contains(c.id());
    }

    /** Whether the connection lies in a pool that can be read. */
    boolean isSeenIdle(TrackedSocket c) {
        String pool = jdkPools == null ? null : poolOf(c);
        return pool != null
                && (jdkPools.leaseOf(c, pool) == Lease.IDLE
                        || libraryPools.leaseOf(c, pool, LeakRule.CLOSE_WAIT.since(c, knownUntil)) == Lease.IDLE);
    }
}
