package io.sockspan.track;

import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import java.util.List;

/**
 * What is known of one socket at one moment. Immutable. Times are {@link System#nanoTime()} values; {@link Snapshot#clock} makes
 * them wall-clock times.
 */
public final class SocketSnapshot {
    public final long id;
    public final Role role;
    /** Whether the role follows only from the ports that listeners have: the socket is older than the agent. */
    public final boolean roleInferred;
    /** Whether the socket is older than the agent: what was before it was found is not known. */
    public final boolean adopted;
    /** Whether native code made it; see {@link TrackedSocket#isNative()}. */
    public final boolean nativeCode;

    public final TcpState state;
    /** How the present state is known. */
    public final Evidence evidence;
    /** When the present state was entered at the latest. */
    public final long since;
    /** When the descriptor was created; if it is {@link #adopted}, when it was found. */
    public final long openedAt;
    /** When the descriptor was given back, or {@link Long#MIN_VALUE} while it is open. */
    public final long releasedAt;
    /** Null where nothing is known of that end. */
    public final Endpoint local;
    /** Null for listeners and unconnected sockets. */
    public final Endpoint remote;
    /** The name that the application gave for the peer, or null if it gave an address. */
    public final String serverName;
    /** The thread that connected, accepted or listened; null if it was not seen. */
    public final String thread;
    /** Who opened it; null if the stack was not taken. */
    public final CallStack openedBy;
    /** Of an {@link #adopted} socket, the first call that used it since; null if there was none, or its stack was not taken. */
    public final CallStack firstUsedBy;
    /** The thread of that call; null if there was none, or it has no name. */
    public final String firstUser;

    public final List<Transition> transitions;
    /** Null until it is known. */
    public final ClosedBy closedBy;
    /** Null unless a reset ended it. */
    public final ResetBy resetBy;
    /** Value of {@code error.type} where the connect failed or the connection broke, else null. */
    public final String errorType;

    public final int synRetransmits;
    public final int unansweredProbes;
    /** Bytes that wait in the receive buffer (a listener: connections in the accept queue); -1 where it is not known. */
    public final int waiting;
    /** Bytes in a send queue that is full, which the peer has not acknowledged; -1 where it is not known. */
    public final long sendQueueBytes;
    /** The limit of a listener's accept queue as given to listen and capped by the kernel; -1 where it is not known. */
    public final int backlog;
    /** Whether the owner was garbage-collected before it closed this socket. */
    public final boolean collected;
    /** Whether close was asked for. */
    public final boolean closing;
    /** Whether it was closed here and lives on in the kernel, because another process has its descriptor. */
    public final boolean inherited;
    /** True when events of this connection were dropped, so that something may be missing here. */
    public final boolean incomplete;

    SocketSnapshot(TrackedSocket connection) {
        this.id = connection.id();
        this.role = connection.role();
        this.roleInferred = connection.roleInferred();
        this.adopted = connection.adopted();
        this.nativeCode = connection.isNative();
        this.state = connection.tcp().state();
        this.evidence = connection.tcp().evidence();
        this.since = connection.tcp().since();
        this.openedAt = connection.openedAt();
        this.releasedAt = connection.releasedAt();
        this.local = connection.local();
        this.remote = connection.remote();
        this.serverName = connection.serverName();
        this.thread = connection.thread();
        this.openedBy = connection.openedBy();
        this.firstUsedBy = connection.firstUsedBy();
        this.firstUser = connection.firstUser();
        this.transitions = connection.tcp().transitions();
        this.closedBy = connection.closedBy();
        this.resetBy = connection.tcp().resetBy();
        this.errorType = connection.errorType();
        this.synRetransmits = connection.tcp().synRetransmits();
        this.unansweredProbes = connection.tcp().unansweredProbes();
        this.waiting = connection.waiting();
        this.sendQueueBytes = connection.sendQueueBytes();
        this.backlog = connection.backlog();
        this.collected = connection.collected();
        this.closing = connection.closingAt() != Long.MIN_VALUE;
        this.inherited = connection.isInherited();
        this.incomplete = connection.incomplete();
    }

    /** Whether the present state was there when the socket was found, so that it may be older than {@link #since}. */
    public boolean isFoundInState() {
        return adopted && transitions.isEmpty();
    }

    /** Whether the descriptor is still open. */
    public boolean isOpen() {
        return releasedAt == Long.MIN_VALUE;
    }
}
