package io.sockspan.track;

import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.stack.CallStack;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStateMachine;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import io.sockspan.time.Times;
import io.sockspan.watch.KernelEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The observed state of a socket: its TCP state, its queues, and the times of its transfers. It is a superclass for the same reason as
 * {@link SocketIdentity}. For the agent's thread.
 */
public abstract class SocketObservations extends SocketIdentity {
    static final long NEVER = Long.MIN_VALUE;
    private static final WatchState[] WATCH_STATES = WatchState.values();

    private final TcpStateMachine tcp;
    /** Null while unknown. */
    private ReceiveBuffer receiveBuffer;
    /** Null unless the send queue was full at the last observation. */
    private SendQueue sendQueue;
    /** Null except for listeners. */
    private AcceptQueue queue;
    /** Null unless its tcp_info was read as a whole. */
    private Readings readings;

    /** In milliseconds, which is the unit of the kernel. */
    private int acceptWait = AcceptWait.UNKNOWN;

    private boolean collected;
    /** The ordinal of a {@link WatchState}, which takes less. */
    private byte watchState;

    private byte watchRound;

    private boolean reportAwaited;

    SocketObservations(SocketRecord record, TrackingContext context) {
        super(record, context);
        this.tcp = new TcpStateMachine(record.openedAt);
    }

    abstract void publish(List<Transition> transitions);

    public final TcpStateMachine tcp() {
        return tcp;
    }

    /** Whether it was ever in a TCP state other than CLOSED. If not, no connection existed that could leak. */
    public final boolean hadTcpState() {
        return tcp.state() != TcpState.CLOSED || !tcp.transitions().isEmpty();
    }

    /**
     * The call that opened the listener of a connection that no code of the application accepted itself, as a thread of the JDK's or a library's
     * does; null for other sockets, and if it is not known.
     */
    public final CallStack listenerOpenedBy() {
        boolean acceptedByOthers =
                role() == Role.SERVER && openedBy() != null && !openedBy().isUsersOwn();
        return acceptedByOthers ? context.listeners.openerOf(this) : null;
    }

    /** Bytes in the receive buffer; for a listener, connections in its accept queue; -1 if unknown. */
    public final int waiting() {
        if (queue != null) {
            return queue.waiting();
        }
        return receiveBuffer == null ? -1 : receiveBuffer.bytes;
    }

    /** The limit of a listener's accept queue as given to listen and capped by the kernel, in connections; -1 if unknown. */
    public final int backlog() {
        return queue == null ? -1 : queue.backlog();
    }

    /** How long bytes have waited in the receive buffer without a decrease of their number; null if none wait or it is unknown. */
    public final ObservedSpan unread() {
        return receiveBuffer == null ? null : receiveBuffer.unread;
    }

    /** How long connections have waited in this listener's accept queue without an accept; null if none wait or it is unknown. */
    public final ObservedSpan notAccepted() {
        return queue == null ? null : queue.notAccepted();
    }

    /** How long every observation has shown a full accept queue of this listener; null if it is not full or it is unknown. */
    public final ObservedSpan queueFull() {
        return queue == null ? null : queue.full();
    }

    /** Since when no bytes were transferred in either direction, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if unknown. */
    public final long idleSince() {
        if (!context.watchesTransfers) {
            return NEVER;
        }
        long last = lastTransferAt();
        return last == NEVER ? tcp.since() : last;
    }

    /**
     * How long the send queue has been full without an acknowledgement of the peer, by counts of its bytes; null if it is not full or it is
     * unknown.
     */
    public final ObservedSpan unsent() {
        return sendQueue == null ? null : sendQueue.full;
    }

    /** Bytes in the send queue that the peer has not acknowledged; -1 if unknown. */
    public final long sendQueueBytes() {
        return sendQueue == null ? -1 : sendQueue.bytes;
    }

    /** When bytes were last read, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if none were or transfers are not watched. */
    public final long lastReadAt() {
        long last = record().lastReadAt;
        return last == 0 ? NEVER : last;
    }

    /** When bytes were last written, as {@link #lastReadAt()}. */
    public final long lastWrittenAt() {
        long last = record().lastWrittenAt;
        return last == 0 ? NEVER : last;
    }

    /** Whether the JDK's TLS layer was seen to write; false also if no write was seen. */
    public final boolean isWrittenByTls() {
        return record().is(SocketRecord.TLS);
    }

    /** The later of {@link #lastReadAt()} and {@link #lastWrittenAt()}. */
    public final long lastTransferAt() {
        long read = lastReadAt();
        long written = lastWrittenAt();
        if (read == NEVER) {
            return written;
        }
        return written == NEVER ? read : Times.later(read, written);
    }

    /** Whether it was found in CLOSE_WAIT and has not left it, so that nobody saw the peer's FIN arrive. */
    public final boolean isFoundInCloseWait() {
        return adopted()
                && tcp.state() == TcpState.CLOSE_WAIT
                && tcp.transitions().isEmpty();
    }

    /** The latest possible time of the entry into the present state. The kernel may know an earlier one than when it was found. */
    public final long stateSince() {
        long peerClosed = isFoundInCloseWait() && readings != null ? readings.peerClosedBy : NEVER;
        return peerClosed == NEVER ? tcp.since() : Times.earlier(peerClosed, tcp.since());
    }

    /** What the kernel knew of the connection when it was last read; null if it was not, or cannot be. */
    public final TcpStatistics statistics() {
        return readings == null ? null : readings.statistics;
    }

    /** What the kernel knew of the connection when a phase ended by this transition; null if it was not read then. */
    public final TcpStatistics statisticsAt(Transition end) {
        return readings == null ? null : readings.at(end);
    }

    /** Whether it was read, and nothing arrives on it: a regular reading rarely finds anything new. */
    final boolean isReadAndQuiet() {
        return watchState() == WatchState.QUIET && readings != null;
    }

    /** Whether it is time to read it again although nothing arrives on it. */
    final boolean isReadingDue(long now) {
        return Readings.areDue(readings, now);
    }

    /** @param end the transition because of which it was read; null if there is none */
    final void read(TcpStatistics statistics, Transition end) {
        readings = Readings.with(readings, statistics, end);
    }

    /** The last use whose caller was recorded; null if there was none. Later uses are possible. */
    public final SocketUse lastUse() {
        return context.uses.of(id());
    }

    /** Asks for the caller of the next read or write. */
    public final void wantUse() {
        record().wantUse();
    }

    final void used(SocketUse use) {
        context.uses.put(id(), use);
    }

    /**
     * How long the connection waited in the accept queue, in nanoseconds, to within {@link TcpStatistics#TICK}; -1 if unknown, as for
     * connections that were not accepted here.
     */
    public final long acceptWait() {
        return acceptWait == AcceptWait.UNKNOWN ? -1 : TimeUnit.MILLISECONDS.toNanos(acceptWait);
    }

    final int acceptWait(int millis) {
        acceptWait = millis;
        return millis;
    }

    /** Whether the owner was garbage-collected before it closed this socket. */
    public final boolean collected() {
        return collected;
    }

    /** The tcp_info was read between {@code before} and {@code after}. */
    final void observed(long before, long after, int tcpInfo) {
        publish(tcp.observed(before, after, tcpInfo));
    }

    /** The kernel reported a change of this watched connection, which had happened by {@code latest}. */
    final void changed(KernelEvent event, long latest) {
        publish(tcp.changed(event.earliest, latest, event.tcpInfo));
    }

    /** Whether the kernel reports the changes of this connection. */
    final boolean isWatched() {
        return watchState() == WatchState.QUIET || watchState() == WatchState.ACTIVE;
    }

    final WatchState watchState() {
        return WATCH_STATES[watchState];
    }

    /** What {@link #watch} was given, modulo 256: as many are compared only with what is near. */
    final byte watchRound() {
        return watchRound;
    }

    /** @param round the sweep in which it was found quiet, or if it is not quiet, that in which to find out again */
    final void watch(WatchState state, int round) {
        watchState = (byte) state.ordinal();
        watchRound = (byte) round;
    }

    /** Whether a sweep has left a change to the kernel's report, which has not arrived. */
    final boolean isReportAwaited() {
        return reportAwaited;
    }

    final void reportAwaited(boolean isAwaited) {
        reportAwaited = isAwaited;
    }

    /** A poll showed at that time that the connection is still established, nothing is unread, and the send queue is not full. */
    final void observedQuiet(long at) {
        tcp.stillEstablished(at);
        observedUnread(0, at);
        observedWritable(true, at);
    }

    /** That number of bytes is unread. After the peer's FIN, zero means that no bytes will be unread any more. */
    final void observedUnread(int bytes, long at) {
        boolean drained = bytes == 0 && tcp.state() == TcpState.CLOSE_WAIT;
        receiveBuffer = drained ? ReceiveBuffer.DRAINED : ReceiveBuffer.observed(receiveBuffer, bytes, at);
    }

    /** The receive buffer was not observed, or its content is unknown. */
    final void unreadUnknown() {
        receiveBuffer = null;
    }

    final boolean isDrained() {
        return receiveBuffer == ReceiveBuffer.DRAINED;
    }

    /** Whether the kernel accepts more bytes to send. */
    final void observedWritable(boolean writable, long at) {
        sendQueue = writable ? null : SendQueue.full(sendQueue, at);
    }

    /** That number of bytes is in the send queue and not acknowledged; {@link SendQueue#UNKNOWN} where they cannot be counted. */
    final void observedSendQueue(long bytes, long at) {
        if (sendQueue != null) {
            sendQueue = sendQueue.holding(bytes, at);
        }
    }

    /** That number of connections waits in this listener's accept queue. */
    final void observedQueue(int connections, long at) {
        queue().observed(connections, at);
    }

    final AcceptQueue queue() {
        if (queue == null) {
            queue = new AcceptQueue(openedAt());
        }
        return queue;
    }

    /** The owner was garbage-collected while the descriptor is open. */
    final void ownerCollected() {
        collected = true;
    }
}
