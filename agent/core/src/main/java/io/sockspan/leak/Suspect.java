package io.sockspan.leak;

import io.sockspan.track.SocketSnapshot;
import java.util.List;

/**
 * A group of sockets that are held against one place in the application's code. Immutable.
 *
 * <p>Age alone makes a suspicion; {@link LeakKind#DROPPED} alone is a leak.
 */
public final class Suspect {
    /** Eight hexadecimal digits that stay the same from run to run for the same place, kind and role. */
    public final String fingerprint;

    public final LeakKind kind;
    /**
     * The library in whose pool the connections lie, which closes them at their next use: this is a remark then, and no suspicion. Null if
     * there is none.
     */
    public final String pool;
    /**
     * The sockets that stand accused now, oldest first; empty for {@link LeakKind#DESCRIPTORS}. Of sockets that were dropped, and
     * that the collector then closed, a few are kept. Its first is the example.
     */
    public final List<SocketSnapshot> sockets;
    /**
     * How many stand accused now, those included that are too many to be listed in {@link #sockets}. What was dropped stays
     * accused for good.
     */
    public final long count;
    /** How many have been accused under this fingerprint since the start, the retracted included. */
    public final long total;
    /** How many accusations were taken back because it ended well. */
    public final long retracted;
    /** The limit that was passed, in nanoseconds; 0 where none applies. */
    public final long limit;
    /** When the condition began for the example at the latest, {@link System#nanoTime()}. */
    public final long since;
    /** More facts in words, one a line, such as {@code 4890 of 5000 descriptors are open}; may be null. */
    public final String detail;

    public Suspect(
            String fingerprint,
            LeakKind kind,
            List<SocketSnapshot> sockets,
            long total,
            long retracted,
            long limit,
            long since,
            String detail) {
        this(fingerprint, kind, null, sockets, sockets.size(), total, retracted, limit, since, detail);
    }

    Suspect(
            String fingerprint,
            LeakKind kind,
            String pool,
            List<SocketSnapshot> sockets,
            long count,
            long total,
            long retracted,
            long limit,
            long since,
            String detail) {
        this.fingerprint = fingerprint;
        this.kind = kind;
        this.pool = pool;
        this.sockets = sockets;
        this.count = count;
        this.total = total;
        this.retracted = retracted;
        this.limit = limit;
        this.since = since;
        this.detail = detail;
    }

    /** Whether this is only worth mention: nothing is expected to be wrong in the application's code. */
    public boolean isRemark() {
        return pool != null;
    }
}
