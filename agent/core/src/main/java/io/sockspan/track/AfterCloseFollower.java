package io.sockspan.track;

import io.sockspan.kernel.Descriptors;
import io.sockspan.kernel.Proc;
import io.sockspan.kernel.ProcSnapshot;
import io.sockspan.kernel.Row;
import io.sockspan.kernel.Tuple;
import io.sockspan.tcp.ProcObservation;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.time.Clock;
import io.sockspan.time.RateLimit;
import io.sockspan.time.TablePace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Observes connections in the kernel's table where the descriptor says nothing: after close, and for what a descriptor cannot be asked on
 * every JDK. One batched reading serves all of them; it happens only while there is something to follow, and takes a small share of the time
 * at most. For the agent's thread.
 */
final class AfterCloseFollower {
    /** So many closes a second are followed, and after a quiet time so many at once, whether or not their end is wanted. */
    private static final int FOLLOWED_PER_SECOND = 100;

    private static final int FOLLOWED_AT_ONCE = 5_000;
    /** How often the table is read in a row to date the start of a timer more closely. */
    private static final int READS = 3;
    /** A table that takes longer to read is not read again at once: events wait meanwhile. */
    private static final long QUICK_READ = TimeUnit.MILLISECONDS.toNanos(20);
    /** A thread that has slept a moment is let run at once and for some milliseconds, which is what one read of the table takes. */
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(1);
    /** Longer than the kernel keeps an orphan in FIN_WAIT_2 (tcp_fin_timeout, 60 s by default). */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);
    /** How long the descriptor may still be there after its release was reported. */
    private static final long LATE_RELEASE = TimeUnit.SECONDS.toNanos(1);
    /** More than this are not followed at once; with the table of 2MSL's worth of a busy server there would be no end. */
    private static final int LIMIT = 20_000;

    private static final int LISTENER_LIMIT = 1_000;

    private final boolean readable;
    private final AcceptQueues queues;
    private final Clock clock;
    private final TrackingContext context;
    private final Map<TrackedSocket, Tuple> pending = new LinkedHashMap<>();
    /** What was found with a timer and is not published yet. */
    private final Map<TrackedSocket, TimedObservation> timed = new LinkedHashMap<>();
    /** Closed listeners that have to be looked up once, and those that live on in another process. */
    private final List<TrackedSocket> listeners = new ArrayList<>();

    private final InheritedCandidates candidates;
    private Collection<TrackedSocket> watched = new ArrayList<>();
    private final RateLimit allowance = new RateLimit(FOLLOWED_PER_SECOND, FOLLOWED_AT_ONCE);
    private final TablePace pace = new TablePace();
    /** Null but while what was read is applied, as the next one is. */
    private OpenConnections open;

    private PeerRows peers;
    /** Whether the last read came too early to see whether a connection lives on in another process. */
    private boolean tooEarly;

    private long readTook;
    private long unfollowed;
    private long unfollowedBefore;

    AfterCloseFollower(TrackingContext context, Proc proc, Clock clock) {
        this.readable = proc.isAvailable();
        this.candidates = new InheritedCandidates(new Descriptors(proc));
        this.queues = context.queues;
        this.clock = clock;
        this.context = context;
    }

    /**
     * Begins to follow a connection whose descriptor was released; or ends it where nothing can be learnt, or where so many close that to
     * follow them all would cost much.
     */
    void follow(TrackedSocket c, long now) {
        if (c.tcp().settled()) {
            c.stopFollowing(now);
            return;
        }
        Tuple tuple = null;
        // Asked in this order because a tuple costs most, and where many close most of them are not followed.
        if (readable && pending.size() < LIMIT && (context.observers.wantEnd(c) || allowance.tryTake(now))) {
            tuple = c.tuple();
        }
        if (tuple != null) {
            pending.put(c, tuple);
        } else {
            unfollowed++;
            c.stopFollowing(now);
        }
    }

    /** Looks up in the table whether a listener that was closed goes on to listen for another process. */
    void followListener(TrackedSocket listener) {
        if (readable && listener.local() != null && listeners.size() < LISTENER_LIMIT) {
            listeners.add(listener);
        }
    }

    /** Closed connections that were not followed: too many closed, or an endpoint or the table is not known. */
    long unfollowed() {
        return unfollowed;
    }

    /** Sets the open sockets to be found in the table as well, in place of those set before. */
    void watch(Collection<TrackedSocket> open) {
        watched = open;
    }

    /** Whether there is reason to read the table. */
    boolean isFollowing() {
        return !pending.isEmpty() || !watched.isEmpty() || !listeners.isEmpty();
    }

    /** Reads the table if it is time to and there is reason to. */
    void readIfDue() {
        if (pace.isDue(clock.nanos())) {
            readNow();
        }
    }

    /** Reads the table if there is reason to. */
    void readNow() {
        watched.removeIf(c -> !c.isOpen());
        if (!isFollowing()) {
            return;
        }
        List<Tuple> wanted = new ArrayList<>(pending.values());
        for (TrackedSocket c : watched) {
            Tuple tuple = c.role() == Role.LISTENER ? null : c.tuple();
            if (tuple != null) {
                wanted.add(tuple);
            }
        }
        long began = clock.nanos();
        boolean listenersToo = !listeners.isEmpty() || watched.stream().anyMatch(c -> c.role() == Role.LISTENER);
        ProcSnapshot table = read(wanted, listenersToo);
        tooEarly = false;
        candidates.tableWasRead(pending.keySet());
        if (table.isComplete()) {
            open = new OpenConnections(context.registry);
            peers = new PeerRows(table, open, pending);
            timed.keySet().removeIf(c -> !pending.containsKey(c) && !watched.contains(c));
            watched.forEach(c -> apply(c, table));
            LatestConnections latest = new LatestConnections(pending);
            pending.forEach((c, tuple) -> observe(c, tuple, latest.isLatest(c, tuple), table));
            publishTimed();
            listeners.removeIf(listener -> !mayListen(listener, table));
            open = null;
            peers = null;
        } else if (!readable) {
            watched.forEach(c -> c.observedSendQueue(SendQueue.UNKNOWN, table.began()));
        }
        long now = clock.nanos();
        for (TrackedSocket c : new ArrayList<>(pending.keySet())) {
            if (c.tcp().settled() || now - lastSign(c) > PATIENCE) {
                stop(c, now);
                c.endInherited();
                pending.remove(c);
            }
        }
        boolean isStorm = unfollowed - unfollowedBefore > FOLLOWED_PER_SECOND && watched.isEmpty();
        pace.read(began, clock.nanos(), isVerdictNear(now), isStorm);
        unfollowedBefore = unfollowed;
    }

    /** Whether a socket that was closed lately lives on in another process or seems to: its verdict depends on the next reads. */
    private boolean isVerdictNear(long now) {
        return tooEarly
                || Stream.concat(candidates.connections().stream(), listeners.stream())
                        .anyMatch(c -> now - c.releasedAt() < PATIENCE);
    }

    /** The release, or the last observation that the connection lives on in another process. */
    private static long lastSign(TrackedSocket c) {
        return c.inherited() == null ? c.releasedAt() : c.inherited().last;
    }

    /** Whether a closed listener listens for another process, or it is too early to tell. */
    private boolean mayListen(TrackedSocket listener, ProcSnapshot table) {
        if (table.began() - listener.releasedAt() < LATE_RELEASE) {
            return true;
        }
        for (Row row : table.listeners(listener.local().port)) {
            // The descriptor's number may have been given to another listener before the inode was read.
            if (listener.queue().is(row.inode()) && candidates.mayBe(row.inode())) {
                return listener.observedInherited(row.readEnded(), TcpState.LISTEN);
            }
        }
        if (listener.isInherited()) {
            listener.listenerGone(table.began());
        }
        return false;
    }

    /** The sockets that live on in another process after they were closed here. */
    List<TrackedSocket> inherited() {
        return Stream.concat(pending.keySet().stream(), listeners.stream())
                .filter(TrackedSocket::isInherited)
                .collect(Collectors.toList());
    }

    /** Ends the following of all, at the end of the agent's own life. */
    void stopAll() {
        long now = clock.nanos();
        for (TrackedSocket c : new ArrayList<>(pending.keySet())) {
            stop(c, now);
            pending.remove(c);
        }
    }

    private void stop(TrackedSocket c, long now) {
        publish(c, timed.remove(c));
        c.stopFollowing(now);
    }

    private void apply(TrackedSocket c, ProcSnapshot table) {
        if (c.role() == Role.LISTENER) {
            int waiting = queues.length(c, table);
            if (waiting >= 0) {
                c.observedQueue(waiting, table.began());
            }
            return;
        }
        // It has no tuple if events of its opening were dropped.
        Tuple tuple = c.tuple();
        Row row = tuple == null ? null : table.row(tuple);
        if (c.tcp().isEndUnclear() || c.closingAt() != ClosePhase.NEVER) {
            if (tuple != null) {
                observe(c, tuple, true, table);
            }
        } else if (row == null) {
            c.observedSendQueue(SendQueue.UNKNOWN, table.began());
        } else {
            c.observedUnread(unread(row), table.began());
            c.observedSendQueue(row.txQueue(), table.began());
        }
    }

    /** A FIN counts as a byte until it is read, though it is none. */
    private static int unread(Row row) {
        long bytes = row.state() == TcpState.CLOSE_WAIT ? row.rxQueue() - 1 : row.rxQueue();
        return (int) Math.max(0, bytes);
    }

    /** @param isLatest whether no later connection has taken the endpoints: else the rows of both ends are that one's */
    private void observe(TrackedSocket c, Tuple tuple, boolean isLatest, ProcSnapshot table) {
        Row own = isLatest ? table.row(tuple) : null;
        boolean isTakenOver = !isLatest;
        if (own != null && own.inode() != 0 && !c.isOpen()) {
            if (own.readBegan() - c.releasedAt() < LATE_RELEASE) {
                // The release was reported before the kernel has come to it.
                tooEarly = true;
                return;
            }
            // A closed connection's row has no inode, unless another process has its descriptor too.
            if (!open.haveTakenOver(c, tuple) && candidates.mayBe(own.inode())) {
                if (candidates.isNew(c, own.inode()) || c.observedInherited(own.readEnded(), own.state())) {
                    return;
                }
            }
            own = null;
            isTakenOver = true;
        }
        candidates.remove(c);
        if (c.isInherited()) {
            c.endInherited();
        }
        ProcObservation peerRow = isTakenOver ? null : peers.of(c, tuple, own);
        TimedObservation before = timed.get(c);
        if (before != null && before.observeAgain(own)) {
            return;
        }
        publish(c, timed.remove(c));
        if (own != null && own.knowsStart() && own.state() != c.tcp().state()) {
            timed.put(c, new TimedObservation(tuple, own, peerRow));
        } else {
            // A row that is missing may have gone while the table was read.
            long at = own == null ? table.ended() : own.readEnded();
            c.observedInTable(at, isTakenOver ? ProcObservation.TAKEN_OVER : observationOf(own), peerRow);
        }
    }

    private ProcSnapshot read(Collection<Tuple> wanted, boolean listenersToo) {
        ProcSnapshot table = context.table.read(wanted, listenersToo);
        readTook = table.ended() - table.began();
        return table;
    }

    /**
     * Publishes what has a timer; or leaves it for the next round, where all reads up to now were too slow to date the start of that timer
     * closely.
     */
    private void publishTimed() {
        for (int reads = 1; reads < READS && readTook < QUICK_READ && !vague().isEmpty(); reads++) {
            LockSupport.parkNanos(this, REST);
            ProcSnapshot table = read(vague(), false);
            timed.values().forEach(timer -> timer.observeAgain(table.row(timer.tuple)));
        }
        for (Map.Entry<TrackedSocket, TimedObservation> entry : new ArrayList<>(timed.entrySet())) {
            if (entry.getValue().isDue()) {
                publish(entry.getKey(), timed.remove(entry.getKey()));
            }
        }
    }

    private List<Tuple> vague() {
        List<Tuple> vague = new ArrayList<>();
        for (TimedObservation timer : timed.values()) {
            if (!timer.isCloseEnough()) {
                vague.add(timer.tuple);
            }
        }
        return vague;
    }

    private void publish(TrackedSocket c, TimedObservation timer) {
        if (timer != null) {
            c.observedInTable(timer.at, timer.own(), timer.peer);
        }
    }

    private static ProcObservation observationOf(Row row) {
        return row == null ? ProcObservation.ABSENT : ProcObservation.of(row.state());
    }
}
