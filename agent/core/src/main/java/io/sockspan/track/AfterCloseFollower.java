package io.sockspan.track;

import io.sockspan.kernel.Proc;
import io.sockspan.kernel.ProcNetTcp;
import io.sockspan.kernel.ProcSnapshot;
import io.sockspan.kernel.Row;
import io.sockspan.kernel.Tuple;
import io.sockspan.tcp.ProcObservation;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Follows connections in the kernel's table where their descriptor tells nothing: after close, and for what a descriptor cannot be
 * asked on every JDK. One batched read for all of them, only while there is something to follow, and never for more than a small
 * share of the time. For the agent's thread.
 */
final class AfterCloseFollower {
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);
    /** A read may take one part in this many of the time: on a machine with many connections most of the table is of others. */
    private static final int SHARE = 300;
    /** So many closes a second are followed, and after a quiet time so many at once, whether or not their end is wanted. */
    private static final int FOLLOWED_PER_SECOND = 100;

    private static final int FOLLOWED_AT_ONCE = 5_000;
    /** How often the table is read in a row to tell more closely when a timer was started. */
    private static final int LOOKS = 3;
    /** A table that takes longer to read is not read again at once: events wait meanwhile. */
    private static final long QUICK_READ = TimeUnit.MILLISECONDS.toNanos(20);
    /** A thread that has slept a moment is let run at once and for some milliseconds, which is what one read of the table takes. */
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(1);
    /** Longer than the kernel keeps an orphan in FIN_WAIT_2 (tcp_fin_timeout, 60 s by default). */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);
    /** How long the descriptor may still be there after its release was told. */
    private static final long LATE_RELEASE = TimeUnit.SECONDS.toNanos(1);
    /** More than this are not followed at once; with the table of 2MSL's worth of a busy server there would be no end. */
    private static final int LIMIT = 20_000;

    private final boolean readable;
    private final ProcNetTcp proc;
    private final AcceptQueues queues;
    private final Clock clock;
    private final Observers observers;
    private final Map<TrackedSocket, Tuple> pending = new LinkedHashMap<>();
    /** What was found with a timer and is not told yet. */
    private final Map<TrackedSocket, TimedObservation> timed = new LinkedHashMap<>();

    private Collection<TrackedSocket> watched = new ArrayList<>();
    private final RateLimit allowance = new RateLimit(FOLLOWED_PER_SECOND, FOLLOWED_AT_ONCE);
    private long notBefore = Long.MIN_VALUE;
    private long readTook;
    private long lookTook;
    private long unfollowed;

    AfterCloseFollower(TrackingContext context, Proc proc, Clock clock) {
        this.readable = proc.isAvailable();
        this.proc = new ProcNetTcp(proc, clock::nanos);
        this.queues = context.queues;
        this.clock = clock;
        this.observers = context.observers;
    }

    /**
     * Begins to follow a connection whose descriptor was released; or lets it go where nothing can be learnt, or where so many close that
     * to follow them all would cost much.
     */
    void follow(TrackedSocket c, long now) {
        if (c.tcp().settled()) {
            c.stopFollowing(now);
            return;
        }
        Tuple tuple = null;
        // Asked in this order because a tuple costs most, and where many close most of them are not followed.
        if (readable && pending.size() < LIMIT && (observers.wantEnd(c) || allowance.tryTake(now))) {
            tuple = tuple(c);
        }
        if (tuple != null) {
            pending.put(c, tuple);
        } else {
            unfollowed++;
            c.stopFollowing(now);
        }
    }

    /** Closed connections whose way through the kernel was not followed: too many closed, or an endpoint or the table is not known. */
    long unfollowed() {
        return unfollowed;
    }

    /** Sets the open sockets that the descriptor tells too little of, in place of those set before. */
    void watch(Collection<TrackedSocket> open) {
        watched = open;
    }

    /** Reads the table if it is time to and there is reason to. */
    void lookIfDue() {
        if (notBefore == Long.MIN_VALUE || clock.nanos() - notBefore >= 0) {
            look();
        }
    }

    /** Reads the table if there is reason to. */
    void look() {
        watched.removeIf(c -> !c.isOpen());
        if (pending.isEmpty() && watched.isEmpty()) {
            return;
        }
        List<Tuple> wanted = new ArrayList<>(pending.values());
        for (TrackedSocket c : watched) {
            Tuple tuple = c.role() == Role.LISTENER ? null : tuple(c);
            if (tuple != null) {
                wanted.add(tuple);
            }
        }
        long began = clock.nanos();
        ProcSnapshot table = read(wanted);
        if (table.isComplete()) {
            timed.keySet().removeIf(c -> !pending.containsKey(c) && !watched.contains(c));
            watched.forEach(c -> apply(c, table));
            Map<Tuple, TrackedSocket> latest = latest();
            pending.forEach((c, tuple) -> sight(c, tuple, latest.get(tuple) == c ? table.row(tuple) : null, table));
            tellTimed();
        }
        long now = clock.nanos();
        for (TrackedSocket c : new ArrayList<>(pending.keySet())) {
            if (c.tcp().settled() || now - c.releasedAt() > PATIENCE) {
                pending.remove(c);
                stop(c, now);
            }
        }
        long ended = clock.nanos();
        // A look that a busy machine interrupts takes long and costs little: the quicker one of two tells what it
        // costs.
        notBefore = ended + Math.max(INTERVAL, SHARE * Math.min(ended - began, lookTook));
        lookTook = ended - began;
    }

    /** Ends the following of all, at the end of the agent's own life. */
    void stopAll() {
        long now = clock.nanos();
        for (TrackedSocket c : new ArrayList<>(pending.keySet())) {
            pending.remove(c);
            stop(c, now);
        }
    }

    private void stop(TrackedSocket c, long now) {
        tell(c, timed.remove(c));
        c.stopFollowing(now);
    }

    /** A row belongs to the last connection that had its endpoints: on one host they can be taken again while we are not looking. */
    private Map<Tuple, TrackedSocket> latest() {
        Map<Tuple, TrackedSocket> latest = new HashMap<>();
        pending.forEach((connection, tuple) -> latest.put(tuple, connection));
        return latest;
    }

    private void apply(TrackedSocket c, ProcSnapshot table) {
        if (c.role() == Role.LISTENER) {
            int waiting = queues.length(c, table);
            if (waiting >= 0) {
                c.observedQueue(waiting, table.began());
            }
            return;
        }
        Tuple tuple = tuple(c);
        if (tuple == null) {
            // Events of its opening were dropped.
            return;
        }
        Row row = table.row(tuple);
        if (c.tcp().isEndUnclear() || c.closingAt() != ClosePhase.NEVER) {
            sight(c, tuple, row, table);
        } else if (row != null) {
            c.observedUnread(unread(row), table.began());
            c.observedSendQueue(row.txQueue(), table.began());
        }
    }

    /** A FIN counts as a byte until it is read, though it is none. */
    private static int unread(Row row) {
        long bytes = row.state() == TcpState.CLOSE_WAIT ? row.rxQueue() - 1 : row.rxQueue();
        return (int) Math.max(0, bytes);
    }

    private void sight(TrackedSocket c, Tuple tuple, Row row, ProcSnapshot table) {
        Row own = row;
        if (own != null && own.inode() != 0 && !c.isOpen()) {
            if (own.readBegan() - c.releasedAt() < LATE_RELEASE) {
                // The release was told before the kernel has come to it.
                return;
            }
            // A closed connection's row has no inode: another socket has taken the endpoints over.
            own = null;
        }
        Row peer = table.mirror(tuple);
        ProcObservation peerSight = peer != null || isSameHost(c) ? sightOf(peer) : null;
        TimedObservation before = timed.get(c);
        if (before != null && before.lookAgain(own)) {
            return;
        }
        tell(c, timed.remove(c));
        if (own != null && own.tellsStart() && own.state() != c.tcp().state()) {
            timed.put(c, new TimedObservation(tuple, own, peerSight));
        } else {
            long at = own == null ? table.began() : own.readEnded();
            c.observedInTable(at, sightOf(own), peerSight);
        }
    }

    private ProcSnapshot read(Collection<Tuple> wanted) {
        ProcSnapshot table = proc.look(wanted);
        readTook = table.ended() - table.began();
        return table;
    }

    /**
     * Tells what has a timer; or leaves it for the next look, where all looks up to now were too slow to tell closely when that timer was
     * started.
     */
    private void tellTimed() {
        for (int look = 1; look < LOOKS && readTook < QUICK_READ && !vague().isEmpty(); look++) {
            LockSupport.parkNanos(this, REST);
            ProcSnapshot table = read(vague());
            timed.values().forEach(sight -> sight.lookAgain(table.row(sight.tuple)));
        }
        for (Map.Entry<TrackedSocket, TimedObservation> entry : new ArrayList<>(timed.entrySet())) {
            if (entry.getValue().isToBeTold()) {
                tell(entry.getKey(), timed.remove(entry.getKey()));
            }
        }
    }

    private List<Tuple> vague() {
        List<Tuple> vague = new ArrayList<>();
        for (TimedObservation sight : timed.values()) {
            if (!sight.isCloseEnough()) {
                vague.add(sight.tuple);
            }
        }
        return vague;
    }

    private void tell(TrackedSocket c, TimedObservation sight) {
        if (sight != null) {
            c.observedInTable(sight.at, sight.own(), sight.peer);
        }
    }

    private static ProcObservation sightOf(Row row) {
        return row == null ? ProcObservation.ABSENT : ProcObservation.of(row.state());
    }

    /** Only where it is certain: the peer may be in another network namespace that shares an address. */
    private static boolean isSameHost(TrackedSocket c) {
        return c.remote().address != null && c.remote().address.isLoopbackAddress();
    }

    private static Tuple tuple(TrackedSocket c) {
        if (c.remote() == null || c.remote().address == null || c.local() == null || c.local().port == 0) {
            return null;
        }
        InetAddress local =
                c.local().address != null && c.local().address.isAnyLocalAddress() ? null : c.local().address;
        return Tuple.of(local, c.local().port, c.remote().address, c.remote().port);
    }
}
