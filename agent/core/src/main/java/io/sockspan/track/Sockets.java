package io.sockspan.track;

import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.Transition;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** All sockets that are followed now, and a number of those that ended. Tells the observers. For the agent's thread. */
final class Sockets {
    private final int limit;
    private final CallStacks stacks;
    /** An array, because they are told so often that iterators would be felt. */
    private final SocketObserver[] observers;

    private final TrackedSocketList followed = new TrackedSocketList();
    private final Endpoints endpoints = new Endpoints();
    private final Listeners listeners = new Listeners();

    private final EndedSockets ended;
    private long refused;

    Sockets(int limit, int historyLimit, CallStacks stacks, List<SocketObserver> observers) {
        this.limit = limit;
        this.ended = new EndedSockets(historyLimit);
        this.stacks = stacks;
        this.observers = observers.toArray(new SocketObserver[0]);
    }

    /** The view of a record's socket, begun if need be; null if too many are followed or it has ended already. */
    TrackedSocket of(SocketRecord record) {
        if (record.follower instanceof SocketRecord) {
            succeed((SocketRecord) record.follower, record);
        }
        if (record.follower instanceof TrackedSocket) {
            return (TrackedSocket) record.follower;
        }
        if (record.follower != null) {
            return null;
        }
        if (followed.size() >= limit) {
            refused++;
            record.follower = Boolean.FALSE;
            // A stack is some kilobytes, and the record lives as long as the socket.
            record.callSite = null;
            record.opening = null;
            return null;
        }
        TrackedSocket connection = new TrackedSocket(record);
        if (record.callSite != null) {
            connection.stack = stacks.resolve(record.callSite);
            record.callSite = null;
        }
        record.follower = connection;
        followed.append(connection);
        return connection;
    }

    /** Whether {@link #of} has not been asked about that record yet. */
    static boolean isNews(SocketRecord record) {
        return record.follower == null || record.follower instanceof SocketRecord;
    }

    /** A call has shown the descriptor of a socket that was adopted by its number. */
    private void succeed(SocketRecord predecessor, SocketRecord record) {
        record.follower = predecessor.follower;
        predecessor.follower = Boolean.FALSE;
        record.learnCloseOf(predecessor);
        if (record.follower instanceof TrackedSocket) {
            TrackedSocket connection = (TrackedSocket) record.follower;
            connection.resolvedAs(record);
            connection.stack = record.callSite == null ? null : stacks.resolve(record.callSite);
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

    /** One end of a connection or listener; see {@link Endpoints#of}. */
    Endpoint endpoint(InetAddress address, int port) {
        return endpoints.of(address, port);
    }

    /** A listener whose local end is known. */
    void listens(TrackedSocket listener) {
        listeners.add(listener);
    }

    /** The listeners that a connection with that local end may have come from. */
    List<TrackedSocket> listeners(Endpoint local) {
        return listeners.at(local);
    }

    void publish(TrackedSocket connection, List<Transition> transitions) {
        for (int i = 0; i < transitions.size(); i++) {
            Transition transition = transitions.get(i);
            for (SocketObserver observer : observers) {
                observer.transitioned(connection, transition);
            }
        }
    }

    void publishConnectFailed(TrackedSocket connection) {
        for (SocketObserver observer : observers) {
            observer.connectFailed(connection);
        }
    }

    /** Nothing more will be learnt of it. */
    void end(TrackedSocket connection) {
        if (!followed.takeOut(connection)) {
            return;
        }
        connection.record().follower = Boolean.FALSE;
        if (connection.role == Role.LISTENER && connection.local != null) {
            listeners.remove(connection);
        }
        for (SocketObserver observer : observers) {
            observer.ended(connection);
        }
        ended.add(connection);
    }

    /** The highest id of an ended socket that the history had no room for; 0 if it has all. */
    long lastForgotten() {
        return ended.lastForgotten();
    }

    /** The latest of those that ended; no more will be learnt of them. */
    Collection<TrackedSocket> ended() {
        return Collections.unmodifiableCollection(ended);
    }

    /** Whether an observer wants the rest of this life in any case. */
    boolean isEndWanted(TrackedSocket connection) {
        for (SocketObserver observer : observers) {
            if (observer.wantsEnd(connection)) {
                return true;
            }
        }
        return false;
    }

    /** Sockets that were not followed because too many were. */
    long refused() {
        return refused;
    }
}
