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

    /** An engine has begun a TLS handshake. If the socket is released by now, nothing would settle it. */
    void negotiationBegun(TrackedSocket socket, long at) {
        if (socket.isOpen()) {
            create(socket).begin(at);
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

    /**
     * The socket is released, or the agent ends. A handshake that was interrupted by a timeout has failed. So has one that an engine has begun,
     * if the socket is released and none of its events was dropped; else nothing is known of its end.
     */
    void settle(TrackedSocket socket) {
        Preparation preparation = of(socket);
        if (preparation == null) {
            return;
        }
        boolean hasBegun = preparation.begunAt() != Preparation.NEVER && !socket.isOpen();
        if (hasBegun && socket.incomplete()) {
            preparation.begin(Preparation.NEVER);
        } else if (hasBegun) {
            preparation.add(TlsNegotiation.cut(preparation.begunAt(), end(socket), TlsFailures.ofConnection(socket)));
            publish(socket, preparation);
        } else if (preparation.interrupted() != null) {
            publish(socket, preparation);
        }
    }

    /** When close was entered, or the descriptor was released without it. */
    private static long end(TrackedSocket released) {
        return released.closingAt() == SocketObservations.NEVER ? released.releasedAt() : released.closingAt();
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
