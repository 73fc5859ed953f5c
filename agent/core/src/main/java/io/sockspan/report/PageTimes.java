package io.sockspan.report;

import io.sockspan.tcp.Transition;
import io.sockspan.track.Snapshot;
import io.sockspan.track.SocketSnapshot;
import java.util.List;

/** Makes {@link System#nanoTime()} values whole microseconds since the first thing that a page tells. Immutable. */
final class PageTimes {
    private static final long MICRO = 1_000;

    private final Snapshot snapshot;
    private final long first;

    PageTimes(Snapshot snapshot, List<SocketSnapshot> sockets) {
        this.snapshot = snapshot;
        long longestAgo = 0;
        for (SocketSnapshot socket : sockets) {
            longestAgo = Math.max(longestAgo, snapshot.takenAt - socket.openedAt);
            if (!socket.transitions.isEmpty()) {
                // A server's handshake may be older than the accept that made its descriptor.
                longestAgo = Math.max(longestAgo, snapshot.takenAt - socket.transitions.get(0).earliest);
            }
        }
        this.first = snapshot.takenAt - longestAgo;
    }

    /** Microseconds since 1970. */
    long zero() {
        return Math.floorDiv(snapshot.clock.epochNanos(first), MICRO);
    }

    long at(long nanos) {
        return Math.floorDiv(nanos - first, MICRO);
    }

    long orUnknown(long nanos) {
        return nanos == Long.MIN_VALUE ? -1 : at(nanos);
    }

    /** How much later than its earliest moment its latest is. Rounded up, so that nothing is told more precisely than it was seen. */
    long uncertainty(Transition transition) {
        if (transition.uncertainty() == 0) {
            return 0;
        }
        return at(transition.latest + MICRO - 1) - at(transition.earliest);
    }
}
