package io.sockspan.track;

import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import java.util.List;

/** Passes notifications to all {@link SocketObserver}s. Only {@link TrackedSocket} calls it. For the agent's thread. */
final class Observers {
    /** An array, because iterators would be noticeable in so frequent a loop. */
    private final SocketObserver[] observers;

    private long published;

    Observers(List<SocketObserver> observers) {
        this.observers = observers.toArray(new SocketObserver[0]);
    }

    /** How many transitions of all sockets were published so far. */
    long published() {
        return published;
    }

    void transitioned(TrackedSocket socket, List<Transition> transitions) {
        published += transitions.size();
        for (int i = 0; i < transitions.size(); i++) {
            Transition transition = transitions.get(i);
            for (SocketObserver observer : observers) {
                observer.transitioned(socket, transition);
            }
        }
    }

    void read(TrackedSocket socket, TcpStatistics before, TcpStatistics now) {
        for (SocketObserver observer : observers) {
            observer.read(socket, before, now);
        }
    }

    void connectFailed(TrackedSocket socket) {
        for (SocketObserver observer : observers) {
            observer.connectFailed(socket);
        }
    }

    void lookedUp(TrackedSocket socket, NameLookup lookup) {
        for (SocketObserver observer : observers) {
            observer.lookedUp(socket, lookup);
        }
    }

    void negotiated(TrackedSocket socket, TlsNegotiation negotiation) {
        for (SocketObserver observer : observers) {
            observer.negotiated(socket, negotiation);
        }
    }

    void ended(TrackedSocket socket) {
        for (SocketObserver observer : observers) {
            observer.ended(socket);
        }
    }

    /** Whether any observer wants the end of this connection. */
    boolean wantEnd(TrackedSocket socket) {
        for (SocketObserver observer : observers) {
            if (observer.wantsEnd(socket)) {
                return true;
            }
        }
        return false;
    }
}
