package io.sockspan.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * What one look at {@code /proc/self/net/tcp} and {@code tcp6} found. Its rows stay as they are. For all threads once it is
 * published safely.
 */
public final class ProcSnapshot {
    private final RowSelection rows;
    private final boolean complete;
    private final long began;
    private final long ended;

    ProcSnapshot(RowSelection rows, boolean complete, long began, long ended) {
        this.rows = rows;
        this.complete = complete;
        this.began = began;
        this.ended = ended;
    }

    /**
     * The row of a wanted connection's own end.
     *
     * <p>After close, a row with an {@link Row#inode()} other than zero belongs to another socket, which took the tuple over.
     *
     * @return null if it was not wanted, is not there, or cannot be told from another one (without a local address)
     */
    public Row row(Tuple wanted) {
        return rows.near(wanted);
    }

    /** The row of a wanted connection's other end, which is there if both ends are in one network namespace; else null. */
    public Row mirror(Tuple wanted) {
        return rows.far(wanted);
    }

    /** The listeners at a local port, of which {@link Row#rxQueue()} is the length of the accept queue; of any address. */
    public List<Row> listeners(int localPort) {
        List<Row> found = new ArrayList<>(1);
        for (Row listener : rows.listeners()) {
            if (listener.localPort == localPort) {
                found.add(listener);
            }
        }
        return found;
    }

    /** Whether both files could be read and understood; if not, a missing row says nothing. */
    public boolean isComplete() {
        return complete;
    }

    /** {@link System#nanoTime()} before the files were opened. */
    public long began() {
        return began;
    }

    /** {@link System#nanoTime()} after the files were read. */
    public long ended() {
        return ended;
    }
}
