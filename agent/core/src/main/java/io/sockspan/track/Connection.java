package io.sockspan.track;

import io.sockspan.recorder.SocketRecord;
import io.sockspan.tcp.Lifecycle;
import io.sockspan.tcp.Role;

/** One socket that the agent follows: the facts about it and its life. Used on the agent's thread only. */
public final class Connection {
    private final long id;
    private final boolean adopted;
    private final long openedAt;
    private final Lifecycle life;
    private SocketRecord record;

    Role role = Role.UNCONNECTED;
    long releasedAt = Long.MIN_VALUE;
    Endpoint local;
    Endpoint remote;
    String serverName;
    String thread;
    CallStack openedBy;
    String errorType;
    ParentSpan parentSpan;
    int waiting = -1;
    int backlog = -1;
    long failedAt = Long.MIN_VALUE;
    long closingAt = Long.MIN_VALUE;
    long unreadSince = Long.MIN_VALUE;
    long waitingSince = Long.MIN_VALUE;
    long queueFullSince = Long.MIN_VALUE;
    long idleSince = Long.MIN_VALUE;
    /** When a listener's accept queue was last seen empty; before any look, when the listener was created. */
    long queueEmptyAt;
    /** The same at the look before that. */
    long queueEmptyBefore;
    /** The peer's FIN is here, and nothing that came before it is unread: no bytes will ever wait again. */
    boolean drained;
    /** When connect was entered. */
    long connectingAt = Long.MIN_VALUE;
    /** Whether the application is inside a call that will tell how its connect went. */
    boolean insideConnect;
    /** Whether its close can be told only when it is known when its FIN went, and whether one did before a reset. */
    boolean closeUndecided;
    /** Since when the recorder has said that the descriptor was released while the event has not come. */
    long releaseMissedSince = Long.MIN_VALUE;

    /** Adopted: the stack and the thread of the first call that used it since. */
    CallStack firstUsedBy;

    String firstUser;
    boolean roleInferred;
    boolean collected;
    boolean incomplete;

    /** Neighbours in the list of those that are followed; the list's own. */
    Connection before;

    Connection after;
    boolean listed;

    private Object attachment;

    Connection(SocketRecord record) {
        this.id = record.id;
        this.record = record;
        this.adopted = record.is(SocketRecord.ADOPTED);
        this.openedAt = record.openedAt;
        this.life = new Lifecycle(record.openedAt);
        this.queueEmptyAt = record.openedAt;
        this.queueEmptyBefore = record.openedAt;
    }

    public long id() {
        return id;
    }

    public Role role() {
        return role;
    }

    public Lifecycle life() {
        return life;
    }

    /** Whether the role follows only from the ports that listeners have: the socket is older than the agent. */
    public boolean roleInferred() {
        return roleInferred;
    }

    /** Whether the socket is older than the agent. */
    public boolean adopted() {
        return adopted;
    }

    /** When the descriptor was created, {@link System#nanoTime()}; if it is {@link #adopted()}, when it was found. */
    public long openedAt() {
        return openedAt;
    }

    /** When the descriptor was given back, or {@link Long#MIN_VALUE} while it is open. */
    public long releasedAt() {
        return releasedAt;
    }

    public boolean isOpen() {
        return releasedAt == Long.MIN_VALUE;
    }

    /** When its connect failed, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if it did not. */
    public long failedAt() {
        return failedAt;
    }

    /** When the application asked to close it, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if it has not. */
    public long closingAt() {
        return closingAt;
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
        return thread;
    }

    /** Null if the stack was not taken. */
    public CallStack openedBy() {
        return openedBy;
    }

    /** Of an adopted socket, the first call that used it since; null if there was none, or its stack was not taken. */
    public CallStack firstUsedBy() {
        return firstUsedBy;
    }

    /** The thread of that call; null if there was none, or it has no name. */
    public String firstUser() {
        return firstUser;
    }

    /** Value of {@code error.type} where the connect failed or the connection broke, else null. */
    public String errorType() {
        return errorType;
    }

    /** The application's own span at connect, or null. */
    public ParentSpan parentSpan() {
        return parentSpan;
    }

    /** Bytes in the receive buffer, for a listener connections in its accept queue; -1 where it is not known. */
    public int waiting() {
        return waiting;
    }

    /** The limit of a listener's accept queue as given to listen and capped by the kernel; -1 where it is not known. */
    public int backlog() {
        return backlog;
    }

    /**
     * Since when bytes have waited in the receive buffer at every look without their number ever going down,
     * {@link System#nanoTime()}; {@link Long#MIN_VALUE} if none wait or it is not known.
     */
    public long unreadSince() {
        return unreadSince;
    }

    /**
     * Since when connections have waited in this listener's accept queue while none was accepted, {@link System#nanoTime()};
     * {@link Long#MIN_VALUE} if none wait or it is not known.
     */
    public long waitingSince() {
        return waitingSince;
    }

    /**
     * Since when this listener's accept queue has been full at every look, {@link System#nanoTime()}, however many were accepted
     * meanwhile; {@link Long#MIN_VALUE} if it is not full or it is not known.
     */
    public long queueFullSince() {
        return queueFullSince;
    }

    /**
     * Since when nothing has gone over this connection in either direction, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if
     * it is not known.
     */
    public long idleSince() {
        return idleSince;
    }

    /** Whether the owner was garbage-collected before it closed this socket. */
    public boolean collected() {
        return collected;
    }

    /** Whether events of this connection were dropped. */
    public boolean incomplete() {
        return incomplete || record.is(SocketRecord.INCOMPLETE);
    }

    /** The descriptor's record, for asking the kernel. */
    public SocketRecord record() {
        return record;
    }

    /** A call has shown the descriptor: from now on that record stands for the socket. */
    void metAs(SocketRecord met) {
        record = met;
    }

    /** A look found that many bytes unread. They count as unread since the first look after which they never became fewer. */
    void unread(int bytes, long now) {
        if (bytes == 0) {
            unreadSince = Long.MIN_VALUE;
        } else if (unreadSince == Long.MIN_VALUE || bytes < waiting) {
            unreadSince = now;
        }
        waiting = bytes;
    }

    /** Nobody looked into the receive buffer, or nothing could be found out. */
    void unreadUnknown() {
        unreadSince = Long.MIN_VALUE;
        waiting = -1;
    }

    /** A look found that many connections in this listener's accept queue. */
    void acceptQueue(int connections, long now) {
        if (connections == 0) {
            queueEmptyBefore = queueEmptyAt;
            queueEmptyAt = now;
            waitingSince = Long.MIN_VALUE;
        } else if (waitingSince == Long.MIN_VALUE) {
            waitingSince = now;
        }
        // The kernel takes one more than the backlog (sk_acceptq_is_full in include/net/sock.h).
        boolean full = backlog >= 0 && connections > backlog;
        if (!full) {
            queueFullSince = Long.MIN_VALUE;
        } else if (queueFullSince == Long.MIN_VALUE) {
            queueFullSince = now;
        }
        waiting = connections;
    }

    /**
     * A moment before the handshake of a connection that this listener gave to accept at that time.
     *
     * <p>The queue was empty then, so the connection came later. The last such look does not do: it may have been in the instant in
     * which accept had taken the connection out already and its hook had not told the time yet.
     */
    long handshakeNotBefore(long acceptedAt) {
        return queueEmptyBefore - acceptedAt < 0 ? queueEmptyBefore : openedAt;
    }

    /** What an observer keeps with this connection for its own use, or null. */
    public Object attachment() {
        return attachment;
    }

    /** Keeps something of an observer's with this connection, in place of what was there. */
    public void attach(Object attachment) {
        this.attachment = attachment;
    }

    public ConnectionSnapshot snapshot() {
        return new ConnectionSnapshot(this);
    }
}
