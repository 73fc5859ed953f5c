package io.sockspan.track;

import io.sockspan.kernel.Descriptors;
import io.sockspan.kernel.Proc;
import io.sockspan.kernel.ProcSnapshot;
import io.sockspan.kernel.Row;
import io.sockspan.kernel.Sysctl;
import java.net.InetAddress;
import java.util.OptionalLong;

/** What the kernel tells of listeners' accept queues: how long they may be, and how long they are. For the agent's thread. */
final class AcceptQueues {
    /** What the JDK gives to listen(2) where the application gave no backlog or a senseless one. */
    private static final int JDK_BACKLOG = 50;

    private final Sysctl sysctl;
    private final Descriptors descriptors;

    AcceptQueues(Proc proc) {
        this.sysctl = new Sysctl(proc);
        this.descriptors = new Descriptors(proc);
    }

    /** The backlog that the kernel keeps to, where the application gave that one. */
    int limit(int backlog) {
        int given = backlog < 1 ? JDK_BACKLOG : backlog;
        return Math.min(given, sysctl.somaxconn().orElse(given));
    }

    /** The inode of a listener that is open; -1 if it cannot be told. */
    long inode(TrackedSocket listener) {
        return descriptors.socketInode(listener.record().number).orElse(-1);
    }

    /** How many connections wait for that listener, whose queue is not empty; -1 if it cannot be told. */
    int length(TrackedSocket listener, ProcSnapshot table) {
        OptionalLong inode = descriptors.socketInode(listener.record().number);
        long least = -1;
        for (Row row : table.listeners(listener.local().port)) {
            if (inode.isPresent()) {
                if (row.inode() == inode.getAsLong()) {
                    return (int) row.rxQueue();
                }
            } else if (isAt(row.localAddress(), listener.local().address)) {
                // Several may share an address (SO_REUSEPORT). The least of them is too much for none.
                least = least < 0 ? row.rxQueue() : Math.min(least, row.rxQueue());
            }
        }
        return (int) least;
    }

    private static boolean isAt(InetAddress row, InetAddress known) {
        // The wildcard address of IPv4 stands in the table as that of IPv6 where a socket serves both.
        return known == null || known.equals(row) || known.isAnyLocalAddress() && row.isAnyLocalAddress();
    }
}
