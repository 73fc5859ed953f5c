package io.sockspan.track;

import io.sockspan.bootstrap.Predecessor;
import io.sockspan.bootstrap.SocketFollower;
import io.sockspan.bootstrap.SocketRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** All sockets that are followed now, and a number of those that ended. For the agent's thread. */
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

    /** The socket that a record stands for, begun if need be; null if too many are followed or it has ended already. */
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
            // A stack is some kilobytes, and the record lives as long as the socket.
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

    /** Whether {@link #of} has not been asked about that record yet. */
    static boolean isNew(SocketRecord record) {
        return record.follower == null || record.follower instanceof Predecessor;
    }

    /** A call has shown the descriptor of a socket that was adopted by its number. */
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

    /** Those that are open, and those that are followed after their close, in the order in which they were seen. */
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

    /** Takes a socket out about which nothing more will be learnt; false if it is out already. */
    boolean remove(TrackedSocket socket) {
        if (!followed.takeOut(socket)) {
            return false;
        }
        socket.record().follower = SocketFollower.NONE;
        return true;
    }

    /** Keeps a socket that has ended in the history. */
    void remember(TrackedSocket socket) {
        ended.add(socket);
    }

    /** Forgets the ended sockets. */
    void forgetEnded() {
        ended.forgetAll();
    }

    /** The highest id of an ended socket that the history had no room for; 0 if it has all. */
    long lastForgotten() {
        return ended.lastForgotten();
    }

    /** The latest of those that ended; no more will be learnt of them. */
    Collection<TrackedSocket> ended() {
        return Collections.unmodifiableCollection(ended);
    }

    /** Sockets that were not followed because too many were. */
    long refused() {
        return refused;
    }
}
