package io.sockspan.track;

import io.sockspan.kernel.Descriptors;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Closed connections whose row in the kernel's table has an inode: another process may have the descriptor, or another socket may have
 * taken the endpoints over. For the agent's thread.
 */
final class InheritedCandidates {
    private final Descriptors descriptors;
    private final Map<TrackedSocket, Long> inodes = new HashMap<>();
    /** The inodes of this process's sockets after the table was read; null until they are needed. */
    private Set<Long> own;

    InheritedCandidates(Descriptors descriptors) {
        this.descriptors = descriptors;
    }

    /** Forgets the connections that are no longer followed, and the descriptors of the time before. */
    void tableWasRead(Collection<TrackedSocket> followed) {
        inodes.keySet().retainAll(followed);
        own = null;
    }

    /** The connections that had such a row when the table was last read. */
    Collection<TrackedSocket> connections() {
        return inodes.keySet();
    }

    /** Its row is gone, or has no inode any more, or is another socket's. */
    void remove(TrackedSocket c) {
        inodes.remove(c);
    }

    /** False if this process has the inode open: then it is a new socket, which a hook may not have reported yet. */
    boolean mayBe(long inode) {
        if (own == null) {
            own = new HashSet<>(descriptors.socketInodes().values());
        }
        return !own.contains(inode);
    }

    /** Whether the inode shows for the first time. A short-lived socket that took the endpoints over is gone the next time. */
    boolean isNew(TrackedSocket c, long inode) {
        Long before = inodes.put(c, inode);
        return before == null || before != inode;
    }
}
