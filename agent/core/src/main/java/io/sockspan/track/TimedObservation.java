package io.sockspan.track;

import io.sockspan.kernel.Row;
import io.sockspan.kernel.Tuple;
import io.sockspan.tcp.ProcObservation;
import io.sockspan.tcp.TcpState;
import io.sockspan.time.Times;
import java.util.concurrent.TimeUnit;

/**
 * A state in {@code /proc/self/net/tcp} whose running timer shows when it began. The start is as precise as the read was fast, and on a
 * busy machine one read can take long. Another read shows the same start again, so the intersection of all reads is more precise than each
 * read. Times are {@link System#nanoTime()}.
 */
final class TimedObservation {
    /** The precision that needs no further read, in nanoseconds. A single read of up to 4 ms reaches it. */
    private static final long CLOSE = TimeUnit.MILLISECONDS.toNanos(20);
    /**
     * The most reads before publication. On a busy machine the precision may never be reached, and the state is worth publishing without
     * it.
     */
    private static final int READS = 9;

    final Tuple tuple;
    /** When the state was first observed. */
    final long at;
    /** The row of the peer at {@link #at}. */
    final ProcObservation peer;

    private final TcpState state;
    private long earliest;
    private long latest;
    private int reads = 1;

    TimedObservation(Tuple tuple, Row row, ProcObservation peer) {
        this.tuple = tuple;
        this.at = row.readEnded();
        this.peer = peer;
        this.state = row.state();
        this.earliest = row.startedEarliest();
        this.latest = row.startedLatest();
    }

    /**
     * Adds the row of another read.
     *
     * @return false if the row no longer shows this state
     */
    boolean observeAgain(Row row) {
        if (row == null || !row.knowsStart() || row.state() != state) {
            return false;
        }
        reads++;
        long later = Times.later(row.startedEarliest(), earliest);
        long earlier = Times.earlier(row.startedLatest(), latest);
        // A retransmitted FIN of the peer restarts the timer. The state began with its first start.
        if (!Times.isBefore(earlier, later)) {
            earliest = later;
            latest = earlier;
        }
        return true;
    }

    boolean isCloseEnough() {
        return latest - earliest <= CLOSE;
    }

    boolean isDue() {
        return isCloseEnough() || reads >= READS;
    }

    ProcObservation own() {
        return ProcObservation.of(state, earliest, latest);
    }
}
