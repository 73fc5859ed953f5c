package io.sockspan.track;

import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import io.sockspan.time.Times;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The readings of the whole tcp_info of one connection: the last one, and the one that belongs to the end of each phase. Most open
 * connections have none. Immutable, except that a reading is added at the front. For the agent's thread.
 */
final class Readings {
    /** The longest time from one regular reading of an idle connection to the next, in nanoseconds. */
    private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(15);

    final TcpStatistics statistics;
    /**
     * The earliest of what the readings say, see {@link TcpStatistics#peerClosedBy}: whatever the peer acknowledges makes it later, and an
     * earlier bound stays true.
     */
    final long peerClosedBy;
    /** The transition that ended the phase; null if the reading was not made because of one. */
    private final Transition end;

    private final Readings before;

    private Readings(TcpStatistics statistics, long peerClosedBy, Transition end, Readings before) {
        this.statistics = statistics;
        this.peerClosedBy = peerClosedBy;
        this.end = end;
        this.before = before;
    }

    /** Reads an open connection, in a microsecond; null if it cannot be read. */
    static TcpStatistics read(TrackedSocket socket, TrackingContext context) {
        boolean isConnection = socket.role() == Role.CLIENT || socket.role() == Role.SERVER;
        if (!isConnection || !socket.isOpen() || socket.closingAt() != ClosePhase.NEVER) {
            return null;
        }
        long before = context.clock.nanos();
        byte[] bytes = context.kernel.wholeTcpInfo(socket.record());
        return bytes == null ? null : parse(socket, bytes, before, context.clock.nanos());
    }

    /** Reads an open connection and keeps the reading. Returns the last one; null if there is none. */
    static TcpStatistics now(TrackedSocket socket, TrackingContext context) {
        keep(socket, read(socket, context), null, context);
        return socket.statistics();
    }

    /** Transitions of a connection are to be published: keeps what is known at the end of the phase that they end, if they do. */
    static void atEndOfPhase(TrackedSocket socket, List<Transition> transitions, TrackingContext context) {
        Transition end = endOfTransfer(transitions);
        if (end != null) {
            boolean isClosing = socket.closingAt() != ClosePhase.NEVER;
            keep(socket, isClosing ? atClose(socket) : read(socket, context), end, context);
        }
    }

    private static void keep(TrackedSocket socket, TcpStatistics read, Transition end, TrackingContext context) {
        if (read != null) {
            TcpStatistics before = socket.statistics();
            socket.read(read, end);
            context.observers.read(socket, before, read);
        }
    }

    /** What a hook read at the entry of close, once; null if it read nothing. */
    private static TcpStatistics atClose(TrackedSocket socket) {
        SocketRecord record = socket.record();
        byte[] bytes = record.is(SocketRecord.CLOSE_REPORTED) ? record.wholeTcpInfoAtClose : null;
        if (bytes == null) {
            return null;
        }
        // The phases after the close end later.
        record.wholeTcpInfoAtClose = null;
        return parse(socket, bytes, record.closingAt, record.closingAt);
    }

    /**
     * Whether an idle connection is to be read again: when it may have been idle for twice as long as at its last reading. A connection that
     * has carried bytes lately is always to be read.
     *
     * @param readings null if it was not read
     */
    static boolean areDue(Readings readings, long now) {
        long idle = readings == null ? TcpStatistics.UNKNOWN : readings.statistics.idle();
        return idle == TcpStatistics.UNKNOWN || now - readings.statistics.readEnded >= Math.min(LONGEST_PAUSE, idle);
    }

    private static TcpStatistics parse(TrackedSocket socket, byte[] bytes, long began, long ended) {
        return TcpStatistics.of(bytes, socket.role() == Role.CLIENT, began, ended);
    }

    /**
     * The last of these transitions that ended a phase in which data can flow; null if none did. What was known at its end is worth reading.
     */
    static Transition endOfTransfer(List<Transition> transitions) {
        for (int i = transitions.size() - 1; i >= 0; i--) {
            TcpState from = transitions.get(i).from;
            if (from == TcpState.ESTABLISHED
                    || from == TcpState.CLOSE_WAIT
                    || from == TcpState.FIN_WAIT_1
                    || from == TcpState.FIN_WAIT_2) {
                return transitions.get(i);
            }
        }
        return null;
    }

    /** Adds a reading. One that belongs to no phase is kept only until the next. */
    static Readings with(Readings before, TcpStatistics statistics, Transition end) {
        boolean isOver = before != null && before.end == null;
        return new Readings(
                statistics, earliest(before, statistics.peerClosedBy()), end, isOver ? before.before : before);
    }

    private static long earliest(Readings before, long peerClosedBy) {
        if (before == null || before.peerClosedBy == ClosePhase.NEVER) {
            return peerClosedBy;
        }
        return peerClosedBy == ClosePhase.NEVER
                ? before.peerClosedBy
                : Times.earlier(before.peerClosedBy, peerClosedBy);
    }

    /** The reading at the end of a phase; null if there is none. */
    TcpStatistics at(Transition wanted) {
        for (Readings reading = this; reading != null; reading = reading.before) {
            if (reading.end == wanted) {
                return reading.statistics;
            }
        }
        return null;
    }
}
