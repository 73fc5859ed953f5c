package io.sockspan.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of one read of {@code /proc/self/net/tcp} and {@code tcp6}, or of look-ups of the same rows. Its rows do not change. For all
 * threads, if it is published safely.
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
     * The row of a wanted connection's local end.
     *
     * <p>After close, a row whose {@link Row#inode()} is not zero belongs to another socket with the same tuple, or to another process that
     * holds the descriptor.
     *
     * @return null if it was not wanted, is absent, or is ambiguous because the local address is unknown
     */
    public Row row(Tuple wanted) {
        return rows.near(wanted);
    }

    /** The row of a wanted connection's other end; null unless both ends are in this network namespace. */
    public Row mirror(Tuple wanted) {
        return rows.far(wanted);
    }

    /** The listeners at a local port, at any address. Their {@link Row#rxQueue()} is the length of the accept queue, in connections. */
    public List<Row> listeners(int localPort) {
        List<Row> found = new ArrayList<>(1);
        for (Row listener : rows.listeners()) {
            if (listener.localPort == localPort) {
                found.add(listener);
            }
        }
        return found;
    }

    /** All listeners that were found. */
    List<Row> listeners() {
        return rows.listeners();
    }

    /** Whether both files were read and parsed, or each look-up was answered; if not, a missing row proves nothing. */
    public boolean isComplete() {
        return complete;
    }

    /** {@link System#nanoTime()} before the files were opened, or the first look-up was made. */
    public long began() {
        return began;
    }

    /** {@link System#nanoTime()} after the files were read, or the last look-up was answered. */
    public long ended() {
        return ended;
    }
}
