package io.sockspan.track;

import io.sockspan.stack.CallStack;
import io.sockspan.tcp.Role;
import io.sockspan.time.Times;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The open listeners whose local endpoint is known. For the agent's thread. */
final class Listeners {
    /** By port. Several listeners share a port if they have different addresses or SO_REUSEPORT. */
    private final Map<Integer, List<TrackedSocket>> byPort = new HashMap<>();

    /** Does nothing if the local endpoint is unknown. */
    void add(TrackedSocket listener) {
        if (listener.local() == null) {
            return;
        }
        List<TrackedSocket> atPort = byPort.computeIfAbsent(listener.local().port, port -> new ArrayList<>(1));
        if (!atPort.contains(listener)) {
            atPort.add(listener);
        }
    }

    /** Does nothing if the socket is no listener. */
    void remove(TrackedSocket socket) {
        if (socket.role() == Role.LISTENER && socket.local() != null) {
            byPort.computeIfPresent(
                    socket.local().port, (port, atPort) -> atPort.remove(socket) && atPort.isEmpty() ? null : atPort);
        }
    }

    /**
     * Records that accept returned a connection, and returns a time before its handshake.
     *
     * @param local the connection's local endpoint, or null
     * @param at when accept returned, {@link System#nanoTime()}
     * @param beginning the result if no listener is known, because the connection may then have waited for any time
     */
    long accepted(Endpoint local, long at, long beginning) {
        List<TrackedSocket> possible = local == null ? Collections.emptyList() : at(local);
        if (possible.isEmpty()) {
            return beginning;
        }
        long notBefore = at;
        // If several listeners match, it is unknown which one accepted.
        for (TrackedSocket listener : possible) {
            long earliest = listener.queue().handshakeNotBefore(at, listener.openedAt());
            notBefore = Times.earlier(earliest, notBefore);
            listener.queue().accepted(at);
        }
        return notBefore;
    }

    /** The listeners that may have accepted a connection with that local endpoint. */
    List<TrackedSocket> at(Endpoint local) {
        List<TrackedSocket> atPort = byPort.getOrDefault(local.port, Collections.emptyList());
        if (atPort.size() == 1 && accepts(atPort.get(0).local().address, local.address)) {
            return atPort;
        }
        List<TrackedSocket> possible = new ArrayList<>(atPort.size());
        for (TrackedSocket listener : atPort) {
            if (accepts(listener.local().address, local.address)) {
                possible.add(listener);
            }
        }
        return possible;
    }

    /** The call that opened the listener that accepted this connection; null if that is not known, or there are several such listeners. */
    CallStack openerOf(SocketIdentity accepted) {
        List<TrackedSocket> possible = accepted.local() == null ? Collections.emptyList() : at(accepted.local());
        return possible.size() == 1 ? possible.get(0).openedBy() : null;
    }

    private static boolean accepts(InetAddress listening, InetAddress connected) {
        return listening == null || connected == null || listening.isAnyLocalAddress() || listening.equals(connected);
    }
}
