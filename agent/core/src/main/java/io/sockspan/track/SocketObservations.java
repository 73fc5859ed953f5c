package io.sockspan.track;

import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStateMachine;
import io.sockspan.tcp.Times;
import io.sockspan.tcp.Transition;
import java.util.List;

/**
 * What the kernel was observed to say of a socket: its TCP state, what waits in its queues, and signs that it is in use. A superclass for
 * the reason that {@link SocketIdentity} is one. For the agent's thread.
 */
public abstract class SocketObservations extends SocketIdentity {
    static final long NEVER = Long.MIN_VALUE;

    private final TcpStateMachine tcp;
    /** Null while it is not known what waits there. */
    private ReceiveBuffer receiveBuffer;
    /** Null unless the send queue was full at the last observation. */
    private SendQueue sendQueue;
    /** Null but for listeners. */
    private AcceptQueue queue;

    private boolean collected;

    SocketObservations(SocketRecord record, TrackingContext context) {
        super(record, context);
        this.tcp = new TcpStateMachine(record.openedAt);
    }

    abstract void publish(List<Transition> transitions);

    public final TcpStateMachine tcp() {
        return tcp;
    }

    /** Whether it was ever in another TCP state than CLOSED: no connection existed where it was not, and nothing could leak one. */
    public final boolean hadTcpState() {
        return tcp.state() != TcpState.CLOSED || !tcp.transitions().isEmpty();
    }

    /** Bytes in the receive buffer, for a listener connections in its accept queue; -1 where it is not known. */
    public final int waiting() {
        if (queue != null) {
            return queue.waiting();
        }
        return receiveBuffer == null ? -1 : receiveBuffer.bytes;
    }

    /** The limit of a listener's accept queue as given to listen and capped by the kernel; -1 where it is not known. */
    public final int backlog() {
        return queue == null ? -1 : queue.backlog();
    }

    /** How long bytes have waited in the receive buffer without their number ever going down; null if none wait or it is not known. */
    public final ObservedSpan unread() {
        return receiveBuffer == null ? null : receiveBuffer.unread;
    }

    /** How long connections have waited in this listener's accept queue while none was accepted; null if none wait or it is not known. */
    public final ObservedSpan notAccepted() {
        return queue == null ? null : queue.notAccepted();
    }

    /** How long this listener's accept queue has been full at every observation; null if it is not full or it is not known. */
    public final ObservedSpan queueFull() {
        return queue == null ? null : queue.full();
    }

    /**
     * Since when nothing has gone over this connection in either direction, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if
     * it is not known.
     */
    public final long idleSince() {
        if (!context.watchesTransfers) {
            return NEVER;
        }
        long last = lastTransferAt();
        return last == NEVER ? tcp.since() : last;
    }

    /** How long the send queue has been full while the peer acknowledged nothing; null if it is not, or it is not known. */
    public final ObservedSpan unsent() {
        return sendQueue == null ? null : sendQueue.full;
    }

    /** Bytes in the send queue that the peer has not acknowledged; -1 where it is not known. */
    public final long sendQueueBytes() {
        return sendQueue == null ? -1 : sendQueue.bytes;
    }

    /**
     * When bytes were last read, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if none were, or if transfers were not watched meanwhile,
     * which they mostly are not.
     */
    public final long lastReadAt() {
        long last = record().lastReadAt;
        return last == 0 ? NEVER : last;
    }

    /** The same of bytes that were written. */
    public final long lastWrittenAt() {
        long last = record().lastWrittenAt;
        return last == 0 ? NEVER : last;
    }

    /** The later of the two. */
    public final long lastTransferAt() {
        long read = lastReadAt();
        long written = lastWrittenAt();
        if (read == NEVER) {
            return written;
        }
        return written == NEVER ? read : Times.later(read, written);
    }

    /** Whether the owner was garbage-collected before it closed this socket. */
    public final boolean collected() {
        return collected;
    }

    /** The kernel was asked for the state between the two moments. */
    final void observed(long before, long after, int tcpInfo) {
        publish(tcp.observed(before, after, tcpInfo));
    }

    /** The kernel said at that moment that the connection is established as before and nothing is unread. */
    final void observedQuiet(long at) {
        tcp.stillEstablished(at);
        observedUnread(0, at);
    }

    /** So many bytes wait. Behind the peer's FIN, no bytes means that none will ever wait again. */
    final void observedUnread(int bytes, long at) {
        boolean drained = bytes == 0 && tcp.state() == TcpState.CLOSE_WAIT;
        receiveBuffer = drained ? ReceiveBuffer.DRAINED : ReceiveBuffer.observed(receiveBuffer, bytes, at);
    }

    /** The receive buffer was not observed, or the kernel did not say. */
    final void unreadUnknown() {
        receiveBuffer = null;
    }

    final boolean isDrained() {
        return receiveBuffer == ReceiveBuffer.DRAINED;
    }

    /** The kernel would take more bytes to send, or not. */
    final void observedWritable(boolean writable, long at) {
        sendQueue = writable ? null : SendQueue.full(sendQueue, at);
    }

    /** So many bytes are sent or to be sent, and not acknowledged. */
    final void observedSendQueue(long bytes, long at) {
        if (sendQueue != null) {
            sendQueue = sendQueue.holding(bytes, at);
        }
    }

    /** So many connections wait in this listener's accept queue. */
    final void observedQueue(int connections, long at) {
        queue().observed(connections, at);
    }

    final AcceptQueue queue() {
        if (queue == null) {
            queue = new AcceptQueue(openedAt());
        }
        return queue;
    }

    /** The owner became garbage while the descriptor is open. */
    final void ownerCollected() {
        collected = true;
    }
}
