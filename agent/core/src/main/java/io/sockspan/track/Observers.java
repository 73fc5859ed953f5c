package io.sockspan.track;

import io.sockspan.tcp.Transition;
import java.util.List;

/** Those that are informed of what happens to sockets. Only {@link TrackedSocket} informs them. For the agent's thread. */
final class Observers {
    /** An array, because it is walked so often that iterators would be felt. */
    private final SocketObserver[] observers;

    Observers(List<SocketObserver> observers) {
        this.observers = observers.toArray(new SocketObserver[0]);
    }

    void transitioned(TrackedSocket socket, List<Transition> transitions) {
        for (int i = 0; i < transitions.size(); i++) {
            Transition transition = transitions.get(i);
            for (SocketObserver observer : observers) {
                observer.transitioned(socket, transition);
            }
        }
    }

    void connectFailed(TrackedSocket socket) {
        for (SocketObserver observer : observers) {
            observer.connectFailed(socket);
        }
    }

    void ended(TrackedSocket socket) {
        for (SocketObserver observer : observers) {
            observer.ended(socket);
        }
    }

    /** Whether an observer wants the rest of the connection in any case. */
    boolean wantEnd(TrackedSocket socket) {
        for (SocketObserver observer : observers) {
            if (observer.wantsEnd(socket)) {
                return true;
            }
        }
        return false;
    }
}
