package io.sockspan.track;

import io.sockspan.bootstrap.CallSite;
import io.sockspan.bootstrap.Predecessor;
import io.sockspan.bootstrap.SocketFollower;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.stack.CallStack;
import io.sockspan.stack.CallStacks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The sockets that are followed now, and the history of those that ended last. For the agent's thread. */
final class SocketRegistry {
    private final TrackingContext context;
    private final int limit;
    private final CallStacks stacks;
    private final TrackedSocketList followed = new TrackedSocketList();
    private final EndedSockets ended;
    private long refused;

    SocketRegistry(TrackingContext context, TrackSettings settings) {
        this.context = context;
        this.limit = settings.openLimit;
        this.stacks = new CallStacks(settings.stackDepth);
        this.ended = new EndedSockets(settings.history);
    }

    /** The socket of a record, which is created if necessary; null if too many are followed or the socket has ended. */
    TrackedSocket of(SocketRecord record) {
        if (record.follower instanceof Predecessor) {
            succeed(((Predecessor) record.follower).record, record);
        }
        if (record.follower instanceof TrackedSocket) {
            return (TrackedSocket) record.follower;
        }
        if (record.follower != null) {
            return null;
        }
        if (followed.size() >= limit) {
            refused++;
            record.follower = SocketFollower.NONE;
            // A stack takes some kilobytes, and the record exists as long as the socket.
            record.callSite = null;
            record.opening = null;
            return null;
        }
        TrackedSocket connection = new TrackedSocket(record, context);
        if (record.callSite != null) {
            connection.openedBy(stacks.resolve(record.callSite));
            record.callSite = null;
        }
        record.follower = connection;
        followed.append(connection);
        return connection;
    }

    /** Whether {@link #of} was not called for that record yet. */
    static boolean isNew(SocketRecord record) {
        return record.follower == null || record.follower instanceof Predecessor;
    }

    /** A call revealed the descriptor object of an adopted socket: its new record replaces the predecessor. */
    private void succeed(SocketRecord predecessor, SocketRecord record) {
        record.follower = predecessor.follower;
        predecessor.follower = SocketFollower.NONE;
        record.learnCloseOf(predecessor);
        if (record.follower instanceof TrackedSocket) {
            TrackedSocket connection = (TrackedSocket) record.follower;
            connection.resolvedAs(record, record.callSite == null ? null : stacks.resolve(record.callSite));
        }
        record.callSite = null;
    }

    /** The open sockets and those that are followed after their close, in the order in which they were added. */
    Collection<TrackedSocket> followed() {
        return Collections.unmodifiableCollection(followed);
    }

    List<TrackedSocket> open() {
        List<TrackedSocket> open = new ArrayList<>(followed.size());
        for (TrackedSocket connection : followed) {
            if (connection.isOpen()) {
                open.add(connection);
            }
        }
        return open;
    }

    /** The sockets that were opened after the one with that id and are not adopted, in the order of their ids. */
    List<SocketSnapshot> openedAfter(long id, boolean endedToo) {
        List<SocketSnapshot> seen = new ArrayList<>();
        if (endedToo) {
            addOpenedAfter(id, ended, seen);
        }
        addOpenedAfter(id, followed, seen);
        seen.sort(Comparator.comparingLong(socket -> socket.id));
        return seen;
    }

    private static void addOpenedAfter(long id, Iterable<TrackedSocket> sockets, List<SocketSnapshot> to) {
        for (TrackedSocket socket : sockets) {
            if (socket.id() > id && !socket.adopted()) {
                to.add(socket.snapshot());
            }
        }
    }

    /** Removes a socket of which no further observation will come; false if it was removed before. */
    boolean remove(TrackedSocket socket) {
        if (!followed.takeOut(socket)) {
            return false;
        }
        socket.record().follower = SocketFollower.NONE;
        return true;
    }

    /** Adds a socket that has ended to the history. */
    void remember(TrackedSocket socket) {
        ended.add(socket);
    }

    /** Clears the history of ended sockets. */
    void forgetEnded() {
        ended.forgetAll();
    }

    /** The highest id of a socket that the history has evicted; 0 if none. */
    long lastForgotten() {
        return ended.lastForgotten();
    }

    /** The sockets that ended last, oldest first; they do not change any more. */
    Collection<TrackedSocket> ended() {
        return Collections.unmodifiableCollection(ended);
    }

    /** The number of sockets that were not followed, because too many were open. */
    long refused() {
        return refused;
    }

    CallStack stack(CallSite site) {
        return stacks.resolve(site);
    }
}
