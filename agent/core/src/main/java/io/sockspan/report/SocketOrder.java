package io.sockspan.report;

import io.sockspan.track.SocketSnapshot;
import java.util.Comparator;

/** An order for lists of sockets. Equal sockets are ordered by id. */
public enum SocketOrder {
    /** In the order in which they were opened. */
    ID((one, other) -> 0),
    /** The oldest first. */
    AGE((one, other) -> compareTimes(one.openedAt, other.openedAt)),
    /** The longest in its state first. */
    FOR((one, other) -> compareTimes(one.since, other.since)),
    STATE(Comparator.comparing(socket -> socket.state.name())),
    LOCAL(Comparator.comparing(socket -> Names.end(socket.local))),
    REMOTE(Comparator.comparing(Names::peer)),
    /** By the code that opened them. */
    PLACE(Comparator.comparing(Names::openedAt));

    private final Comparator<SocketSnapshot> order;

    SocketOrder(Comparator<SocketSnapshot> order) {
        this.order = order.thenComparingLong(socket -> socket.id);
    }

    public Comparator<SocketSnapshot> comparator() {
        return order;
    }

    /** Compares the difference, because {@link System#nanoTime()} may overflow. */
    private static int compareTimes(long one, long other) {
        return Long.signum(one - other);
    }
}
