package io.sockspan.track;

import io.sockspan.kernel.Row;
import io.sockspan.kernel.Tuple;
import io.sockspan.tcp.ProcObservation;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Times;
import java.util.concurrent.TimeUnit;

/**
 * A state that the kernel's table shows with a running timer, which tells when it began: as closely as the table was read quickly. On a
 * busy machine one read can take long; but the timer runs on, so another read shows the same start again, and what all reads have in
 * common is closer than each.
 */
final class TimedObservation {
    /** Close enough, which a read of up to 4 ms gives at once. */
    private static final long CLOSE = TimeUnit.MILLISECONDS.toNanos(20);
    /** How often to read at most: that the state is there is worth publishing too, and a machine can be busy for long. */
    private static final int READS = 9;

    final Tuple tuple;
    /** When it was first seen. */
    final long at;
    /** What the table showed of the other end then. */
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
     * Takes in what another read of the table found.
     *
     * @return false if it does not show this state any more
     */
    boolean observeAgain(Row row) {
        if (row == null || !row.tellsStart() || row.state() != state) {
            return false;
        }
        reads++;
        long later = Times.later(row.startedEarliest(), earliest);
        long earlier = Times.earlier(row.startedLatest(), latest);
        // A peer that sends its FIN once more starts the timer anew; the state began when it was started first.
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
