package io.sockspan.track;

import io.sockspan.kernel.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The open connections while the kernel's table is read once. They are indexed when they are first asked for, which is rare, but then for
 * many closed connections at once. For the agent's thread.
 */
final class OpenConnections {
    private final SocketRegistry registry;
    private Map<Endpoint, List<TrackedSocket>> byRemote;

    OpenConnections(SocketRegistry registry) {
        this.registry = registry;
    }

    /** Whether an open socket of this process has taken the endpoints of a closed one over. */
    boolean haveTakenOver(TrackedSocket closed, Tuple endpoints) {
        if (byRemote == null) {
            byRemote = index();
        }
        for (TrackedSocket open : byRemote.getOrDefault(closed.remote(), Collections.emptyList())) {
            if (open != closed && isAt(open, endpoints)) {
                return true;
            }
        }
        return false;
    }

    private Map<Endpoint, List<TrackedSocket>> index() {
        Map<Endpoint, List<TrackedSocket>> index = new HashMap<>();
        for (TrackedSocket open : registry.open()) {
            if (open.remote() != null) {
                index.computeIfAbsent(open.remote(), remote -> new ArrayList<>(1))
                        .add(open);
            }
        }
        return index;
    }

    private static boolean isAt(TrackedSocket socket, Tuple endpoints) {
        Tuple own = socket.tuple();
        return own != null && own.mayEqual(endpoints);
    }
}
