package io.sockspan.track;

import io.sockspan.kernel.Descriptors;
import io.sockspan.kernel.Proc;
import io.sockspan.kernel.ProcSnapshot;
import io.sockspan.kernel.Row;
import io.sockspan.kernel.Sysctl;
import java.net.InetAddress;
import java.util.OptionalLong;

/** Reads the limits and the lengths of listeners' accept queues from {@code /proc}. For the agent's thread. */
final class AcceptQueues {
    /** The backlog that the JDK passes to listen(2) if the application gave none or one below 1. */
    private static final int JDK_BACKLOG = 50;

    private final Sysctl sysctl;
    private final Descriptors descriptors;

    AcceptQueues(Proc proc) {
        this.sysctl = new Sysctl(proc);
        this.descriptors = new Descriptors(proc);
    }

    /** The limit that the kernel enforces for a backlog of the application, in connections. */
    int limit(int backlog) {
        int given = backlog < 1 ? JDK_BACKLOG : backlog;
        return Math.min(given, sysctl.somaxconn().orElse(given));
    }

    /** The inode of an open listener; -1 if unknown. */
    long inode(TrackedSocket listener) {
        return descriptors.socketInode(listener.record().number).orElse(-1);
    }

    /** The number of connections that wait in a listener's queue; -1 if unknown. */
    int length(TrackedSocket listener, ProcSnapshot table) {
        OptionalLong inode = descriptors.socketInode(listener.record().number);
        long least = -1;
        for (Row row : table.listeners(listener.local().port)) {
            if (inode.isPresent()) {
                if (row.inode() == inode.getAsLong()) {
                    return (int) row.rxQueue();
                }
            } else if (isAt(row.localAddress(), listener.local().address)) {
                // Several listeners may share an address (SO_REUSEPORT). The shortest of their queues overstates none.
                least = least < 0 ? row.rxQueue() : Math.min(least, row.rxQueue());
            }
        }
        return (int) least;
    }

    private static boolean isAt(InetAddress row, InetAddress known) {
        // If a socket serves both protocols, its wildcard address is that of IPv6 in the table.
        return known == null || known.equals(row) || known.isAnyLocalAddress() && row.isAnyLocalAddress();
    }
}
