package io.sockspan.track;

import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStateMachine;
import io.sockspan.tcp.Transition;

/**
 * One socket that the agent follows: the facts about it and its life. Used on the agent's thread only.
 *
 * <p>There may be very many, so it has no room for what few of them have: that is in objects of its own, made when it is needed.
 */
public final class TrackedSocket {
    private final TcpStateMachine tcp;
    private SocketRecord record;

    Role role = Role.UNCONNECTED;
    Endpoint local;
    Endpoint remote;
    String serverName;
    /** The call that opened it; of an adopted one, the first call that used it since. */
    CallStack stack;

    ParentSpan parentSpan;
    /** Since when nothing has gone over it; null unless transfers are watched, which they mostly are not. */
    Long idleSince;

    boolean roleInferred;
    boolean collected;
    boolean incomplete;

    /** Null unless it connects, or a connect of it failed. */
    private ConnectAttempt attempt;
    /** Null while it is not known what waits in the receive buffer. */
    private Unread unread;
    /** Null but for listeners. */
    private AcceptQueue queue;
    /** Null as long as nothing has gone wrong and nobody has begun to close it. */
    private Ending ending;

    /** Neighbours in the list of those that are followed; the list's own. */
    TrackedSocket before;

    TrackedSocket after;
    boolean listed;

    private Object attachment;

    TrackedSocket(SocketRecord record) {
        this.record = record;
        this.tcp = new TcpStateMachine(record.openedAt);
    }

    public long id() {
        return record.id;
    }

    public Role role() {
        return role;
    }

    public TcpStateMachine tcp() {
        return tcp;
    }

    /** Whether the role follows only from the ports that listeners have: the socket is older than the agent. */
    public boolean roleInferred() {
        return roleInferred;
    }

    /** Whether the socket is older than the agent. */
    public boolean adopted() {
        return record.is(SocketRecord.ADOPTED);
    }

    /** When the descriptor was created, {@link System#nanoTime()}; if it is {@link #adopted()}, when it was found. */
    public long openedAt() {
        return record.openedAt;
    }

    /** When the descriptor was given back, or {@link Long#MIN_VALUE} while it is open. */
    public long releasedAt() {
        return ending == null ? Ending.NOT_YET : ending.releasedAt;
    }

    public boolean isOpen() {
        return releasedAt() == Ending.NOT_YET;
    }

    /** When its connect failed, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if it did not. */
    public long failedAt() {
        return ending == null ? Ending.NOT_YET : ending.failedAt;
    }

    /** When the application asked to close it, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if it has not. */
    public long closingAt() {
        return ending == null ? Ending.NOT_YET : ending.closingAt;
    }

    /** Null where nothing is known of that end. */
    public Endpoint local() {
        return local;
    }

    /** Null for listeners and unconnected sockets. */
    public Endpoint remote() {
        return remote;
    }

    /** The name that the application gave for the peer, or null if it gave an address. */
    public String serverName() {
        return serverName;
    }

    /** The thread that connected, accepted or listened; null if it was not seen. */
    public String thread() {
        return adopted() ? null : caller();
    }

    /** Null if the stack was not taken. */
    public CallStack openedBy() {
        return adopted() ? null : stack;
    }

    /** Of an adopted socket, the first call that used it since; null if there was none, or its stack was not taken. */
    public CallStack firstUsedBy() {
        return adopted() ? stack : null;
    }

    /** The thread of that call; null if there was none, or it has no name. */
    public String firstUser() {
        return adopted() ? caller() : null;
    }

    /** Virtual threads have no name unless they were given one, and an adopted socket has no caller until a call shows it. */
    private String caller() {
        return record.thread.isEmpty() ? null : record.thread;
    }

    /** Value of {@code error.type} where the connect failed or the connection broke, else null. */
    public String errorType() {
        return ending == null ? null : ending.errorType;
    }

    /** The application's own span at connect, or null. */
    public ParentSpan parentSpan() {
        return parentSpan;
    }

    /** Bytes in the receive buffer, for a listener connections in its accept queue; -1 where it is not known. */
    public int waiting() {
        if (queue != null) {
            return queue.waiting;
        }
        return unread == null ? -1 : unread.bytes;
    }

    /** The limit of a listener's accept queue as given to listen and capped by the kernel; -1 where it is not known. */
    public int backlog() {
        return queue == null ? -1 : queue.backlog;
    }

    /**
     * Since when bytes have waited in the receive buffer at every look without their number ever going down,
     * {@link System#nanoTime()}; {@link Long#MIN_VALUE} if none wait or it is not known.
     */
    public long unreadSince() {
        return unread == null ? Unread.NONE.since : unread.since;
    }

    /**
     * Since when connections have waited in this listener's accept queue while none was accepted, {@link System#nanoTime()};
     * {@link Long#MIN_VALUE} if none wait or it is not known.
     */
    public long waitingSince() {
        return queue == null ? Long.MIN_VALUE : queue.waitingSince;
    }

    /**
     * Since when this listener's accept queue has been full at every look, {@link System#nanoTime()}, however many were accepted
     * meanwhile; {@link Long#MIN_VALUE} if it is not full or it is not known.
     */
    public long queueFullSince() {
        return queue == null ? Long.MIN_VALUE : queue.fullSince;
    }

    /**
     * Since when nothing has gone over this connection in either direction, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if
     * it is not known.
     */
    public long idleSince() {
        return idleSince == null ? Long.MIN_VALUE : idleSince;
    }

    /** Whether the owner was garbage-collected before it closed this socket. */
    public boolean collected() {
        return collected;
    }

    /** Whether events of this connection were dropped. */
    public boolean incomplete() {
        return incomplete || record.is(SocketRecord.INCOMPLETE);
    }

    /** From now on it is looked at when it closes, however many others do. */
    public void watchClose() {
        record.watch();
    }

    /** Whether it was closed without a look at what the kernel said then, because too many closed. */
    public boolean isCloseUnasked() {
        return record.is(SocketRecord.UNASKED_AT_CLOSE);
    }

    /** Who ended the connection; null until it is known, and where nobody looked, so that the peer may as well have been first. */
    public ClosedBy closedBy() {
        ClosedBy side = tcp.closedBy();
        return side == ClosedBy.LOCAL && isCloseUnasked() && isFinInferred() ? null : side;
    }

    private boolean isFinInferred() {
        Transition fin = tcp.lastEntry(TcpState.FIN_WAIT_1);
        return fin != null && fin.evidence == Evidence.INFERRED;
    }

    /** The descriptor's record, for asking the kernel. */
    public SocketRecord record() {
        return record;
    }

    /** A call has shown the descriptor: from now on that record stands for the socket. */
    void resolvedAs(SocketRecord resolved) {
        record = resolved;
    }

    /** A connect was entered. An earlier one may have failed. */
    void connecting(long at) {
        attempt = new ConnectAttempt(at);
        if (ending != null) {
            ending.errorType = null;
            ending.failedAt = Ending.NOT_YET;
        }
    }

    /** Whether the application is inside a call that will tell how its connect went. */
    boolean isInsideConnect() {
        return attempt != null && attempt.insideCall;
    }

    /** That call has returned, or is not waited for any longer. */
    void leaveConnect() {
        if (attempt != null) {
            attempt.insideCall = false;
        }
    }

    /** The connect has succeeded. */
    void connected() {
        attempt = null;
    }

    /** A moment at which it was not connected yet: when connect was entered, if that was seen. */
    long notConnectedYet() {
        return attempt == null ? openedAt() : attempt.enteredAt;
    }

    /** A look found that many bytes unread. They count as unread since the first look after which they never became fewer. */
    void unread(int bytes, long now) {
        unread = Unread.after(unread, bytes, now);
    }

    /** Nobody looked into the receive buffer, or nothing could be found out. */
    void unreadUnknown() {
        unread = null;
    }

    /** The peer's FIN is here, and nothing that came before it is unread. */
    void drained() {
        unread = Unread.DRAINED;
    }

    boolean isDrained() {
        return unread == Unread.DRAINED;
    }

    /** What is known of this listener's accept queue. */
    AcceptQueue queue() {
        if (queue == null) {
            queue = new AcceptQueue(openedAt());
        }
        return queue;
    }

    /** Whether a close that was entered is not told yet. */
    boolean isCloseUndecided() {
        return ending != null && ending.closeUndecided;
    }

    /** To note in how it ends. */
    Ending ending() {
        if (ending == null) {
            ending = new Ending();
        }
        return ending;
    }

    /** What an observer keeps with this connection for its own use, or null. */
    public Object attachment() {
        return attachment;
    }

    /** Keeps something of an observer's with this connection, in place of what was there. */
    public void attach(Object attachment) {
        this.attachment = attachment;
    }

    public SocketSnapshot snapshot() {
        return new SocketSnapshot(this);
    }
}
