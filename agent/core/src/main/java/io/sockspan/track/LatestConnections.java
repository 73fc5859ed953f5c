package io.sockspan.track;

import io.sockspan.kernel.Tuple;
import java.util.HashMap;
import java.util.Map;

/**
 * Says which of several closed connections that had the same endpoints is the last. A row of the kernel's table belongs to that one: on one
 * host, endpoints can be taken again between two reads. For the agent's thread.
 */
final class LatestConnections {
    private final Map<TrackedSocket, Tuple> closed;
    /** Without the local address, which is not known of every connection. */
    private final Map<Tuple, TrackedSocket> atAnyAddress = new HashMap<>();
    /** Empty if no two of them can have the same endpoints, which is usual. */
    private final Map<Tuple, TrackedSocket> byEndpoints = new HashMap<>();

    /** @param closed in the order of their closes */
    LatestConnections(Map<TrackedSocket, Tuple> closed) {
        this.closed = closed;
        closed.forEach((connection, tuple) -> atAnyAddress.put(tuple.atAnyAddress(), connection));
        if (atAnyAddress.size() < closed.size()) {
            closed.forEach((connection, tuple) -> byEndpoints.put(tuple, connection));
        }
    }

    /** Whether none of the others with these endpoints was closed later. */
    boolean isLatest(TrackedSocket connection, Tuple tuple) {
        if (byEndpoints.isEmpty()) {
            return true;
        }
        TrackedSocket last = atAnyAddress.get(tuple.atAnyAddress());
        boolean isReplaced = last != connection && closed.get(last).mayEqual(tuple);
        return !isReplaced && byEndpoints.get(tuple) == connection;
    }
}
