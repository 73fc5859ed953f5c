package io.sockspan.track;

import io.sockspan.bootstrap.DnsLookup;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The {@link Preparation} of those sockets that have one. It is not a field of {@link TrackedSocket}, because there may be very many sockets,
 * and most have none. For the agent's thread.
 */
final class Preparations {
    /** Weak, because telemetry may hold a socket for longer than it is followed. */
    private final Map<TrackedSocket, Preparation> kept = new WeakHashMap<>();

    private final Observers observers;

    Preparations(Observers observers) {
        this.observers = observers;
    }

    /** Null if it has none. */
    Preparation of(TrackedSocket socket) {
        return kept.isEmpty() ? null : kept.get(socket);
    }

    /** @param made the lookup of the peer's name, which led to the socket's connect; null if there was none */
    void lookedUp(TrackedSocket socket, DnsLookup made) {
        if (made != null) {
            NameLookup lookup = new NameLookup(made);
            create(socket).add(lookup);
            observers.lookedUp(socket, lookup);
        }
    }

    /** A TLS handshake is complete, has failed, or was interrupted by a timeout. */
    void negotiated(TrackedSocket socket, TlsNegotiation negotiation) {
        Preparation preparation = create(socket);
        TlsNegotiation whole = preparation.add(negotiation);
        if (!whole.isInterrupted() || !socket.isOpen()) {
            publish(socket, preparation);
        }
    }

    /** The socket is released, or the agent ends. A handshake that was interrupted by a timeout has failed. */
    void settle(TrackedSocket socket) {
        Preparation preparation = of(socket);
        if (preparation != null && preparation.interrupted() != null) {
            publish(socket, preparation);
        }
    }

    /** Publishes the last handshake, once. */
    private void publish(TrackedSocket socket, Preparation preparation) {
        TlsNegotiation negotiation = preparation.takeUnpublished();
        if (negotiation != null) {
            observers.negotiated(socket, negotiation);
        }
    }

    private Preparation create(TrackedSocket socket) {
        return kept.computeIfAbsent(socket, key -> new Preparation());
    }
}
