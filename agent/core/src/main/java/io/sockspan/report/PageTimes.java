package io.sockspan.report;

import io.sockspan.tcp.Transition;
import io.sockspan.track.Snapshot;
import io.sockspan.track.SocketSnapshot;
import java.util.List;

/** Converts {@link System#nanoTime()} values to whole microseconds since the earliest time on the page. Immutable. */
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

    /**
     * By how much the latest moment is later than the earliest. Rounded up, so that the page claims no more precision than was observed.
     */
    long uncertainty(Transition transition) {
        if (transition.uncertainty() == 0) {
            return 0;
        }
        return at(transition.latest + MICRO - 1) - at(transition.earliest);
    }
}
