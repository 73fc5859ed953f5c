package io.sockspan.leak;

import io.sockspan.protocol.ConnectionEnds;
import io.sockspan.track.Endpoint;
import io.sockspan.track.TrackedSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the other end of a connection if it is in this JVM, too. The open sockets are indexed when they are first asked for in a round, which
 * is rare. For the agent's thread.
 */
final class LocalPeers {
    private Iterable<TrackedSocket> open = Collections.emptyList();
    private Map<Integer, List<TrackedSocket>> byLocalPort;

    /** Begins a round; forgets the index of the one before. */
    void begin(Iterable<TrackedSocket> open) {
        this.open = open;
        byLocalPort = null;
    }

    /** The socket at the other end; null if it is not in this JVM, or not known to be. */
    TrackedSocket of(TrackedSocket c) {
        ConnectionEnds reversed = ends(c.remote(), c.local());
        if (reversed == null) {
            return null;
        }
        if (byLocalPort == null) {
            byLocalPort = index();
        }
        for (TrackedSocket other : byLocalPort.getOrDefault(reversed.localPort(), Collections.emptyList())) {
            if (other != c && reversed.mayBe(ends(other.local(), other.remote()))) {
                return other;
            }
        }
        return null;
    }

    private Map<Integer, List<TrackedSocket>> index() {
        Map<Integer, List<TrackedSocket>> index = new HashMap<>();
        for (TrackedSocket socket : open) {
            if (ends(socket.local(), socket.remote()) != null) {
                index.computeIfAbsent(socket.local().port, port -> new ArrayList<>(1))
                        .add(socket);
            }
        }
        return index;
    }

    /** @return null unless both ports are known */
    private static ConnectionEnds ends(Endpoint local, Endpoint remote) {
        return local == null || remote == null || remote.port <= 0
                ? null
                : ConnectionEnds.of(
                        new InetSocketAddress(local.address, local.port),
                        new InetSocketAddress(remote.address, remote.port));
    }
}
