package io.sockspan.track;

import io.sockspan.kernel.ProcSnapshot;
import io.sockspan.kernel.Row;
import io.sockspan.kernel.Tuple;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.ProcObservation;
import io.sockspan.tcp.TcpState;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What one reading of the kernel's table shows of the peers of closed connections. For the agent's thread. */
final class PeerRows {
    /** How long after the release of our descriptor the kernel may take to bring our FIN to a peer on this host. */
    private static final long DELIVERY = TimeUnit.MILLISECONDS.toNanos(500);

    private final ProcSnapshot table;
    private final OpenConnections open;
    private final Map<TrackedSocket, Tuple> closed;
    /** The endpoints of those that have closed first as far as is known; null until they are needed. */
    private Set<Tuple> first;

    /** @param closed the closed connections that are followed; does not change meanwhile */
    PeerRows(ProcSnapshot table, OpenConnections open, Map<TrackedSocket, Tuple> closed) {
        this.table = table;
        this.open = open;
        this.closed = closed;
    }

    /** What the table shows of the peer; null if it need not be on this host, or its row may be a later connection's. */
    ProcObservation of(TrackedSocket c, Tuple tuple, Row own) {
        Row peer = table.mirror(tuple);
        boolean isOrderOpen = c.tcp().state() == TcpState.FIN_WAIT_1;
        if (peer == null) {
            boolean isDisputed = isOrderOpen && isPeerFirst(tuple);
            return isDisputed ? ProcObservation.ABSENT_FIRST : isSameHost(c) ? ProcObservation.ABSENT : null;
        }
        // Only then the peer says who closed first. A later connection that has shut its output down has no row.
        boolean decides = own == null && isOrderOpen;
        if (decides && (isAfter(c, peer) || open.haveTakenOver(c, tuple))) {
            return null;
        }
        return ProcObservation.of(peer.state());
    }

    /**
     * Whether the other end is one of this process's closed connections, and was the first to close by what was known before this reading:
     * what is applied to one end must not change what the other one is told.
     */
    private boolean isPeerFirst(Tuple tuple) {
        if (first == null) {
            first = new HashSet<>();
            closed.forEach((connection, endpoints) -> {
                if (connection.tcp().firstFin() == ClosedBy.LOCAL) {
                    first.add(endpoints);
                }
            });
        }
        Tuple opposite = tuple.opposite();
        return first.contains(opposite) && !opposite.equals(tuple);
    }

    /** The peer's TIME_WAIT begins with our FIN. A connection that replaced ours had to wait for a second. */
    private static boolean isAfter(TrackedSocket c, Row peer) {
        return !c.isOpen() && peer.knowsStart() && peer.startedEarliest() - c.releasedAt() > DELIVERY;
    }

    /** Only where it is certain: the peer may be in another network namespace that shares an address. */
    private static boolean isSameHost(TrackedSocket c) {
        return c.remote().address != null && c.remote().address.isLoopbackAddress();
    }
}
