package io.sockspan.track;

import java.util.Map;
import java.util.WeakHashMap;

/**
 * The {@link Preparation} of those sockets that have one. It is not a field of {@link TrackedSocket}, because there may be very many sockets,
 * and most have none. For the agent's thread.
 */
final class Preparations {
    /** Weak, because telemetry may hold a socket for longer than it is followed. */
    private final Map<TrackedSocket, Preparation> kept = new WeakHashMap<>();

    /** Null if it has none. */
    Preparation of(TrackedSocket socket) {
        return kept.isEmpty() ? null : kept.get(socket);
    }

    Preparation create(TrackedSocket socket) {
        return kept.computeIfAbsent(socket, key -> new Preparation());
    }
}
