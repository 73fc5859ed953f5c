package io.sockspan.track;

import io.sockspan.stack.CallStack;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The state of one socket at one time. Times are {@link System#nanoTime()}; {@link Snapshot#clock} converts them to wall-clock times.
 * Immutable.
 */
public final class SocketSnapshot {
    public final long id;
    /** The number of its descriptor, which belongs to it only while it is open. */
    public final int descriptor;

    public final Role role;
    /** Whether the role is inferred from the listeners' ports only; see {@link TrackedSocket#roleInferred()}. */
    public final boolean roleInferred;
    /** Whether no hook recorded the socket's creation: nothing is known about the time before it was found. */
    public final boolean adopted;
    /** Whether native code created it; see {@link TrackedSocket#isNative()}. */
    public final boolean nativeCode;

    public final TcpState state;
    /** The source of the present state. */
    public final Evidence evidence;
    /** The latest possible time of the entry into the present state. */
    public final long since;
    /** When the descriptor was created; for an {@link #adopted} socket, when it was found. */
    public final long openedAt;
    /** When the descriptor was released, or {@link Long#MIN_VALUE} while it is open. */
    public final long releasedAt;
    /** The local endpoint; null if unknown. */
    public final Endpoint local;
    /** The peer's endpoint; null for listeners and unconnected sockets. */
    public final Endpoint remote;
    /** The host name that the application gave for the peer; null if it gave an address. */
    public final String serverName;
    /** The thread that created or accepted the socket; null if {@link #adopted} or if it has no name. */
    public final String thread;
    /** The call that opened it; null if its stack was not taken or the socket is {@link #adopted}. */
    public final CallStack openedBy;
    /** See {@link TrackedSocket#listenerOpenedBy()}. */
    public final CallStack listenerOpenedBy;
    /** For an {@link #adopted} socket, the first call that used it since then; null if there was none or its stack was not taken. */
    public final CallStack firstUsedBy;
    /** The thread of {@link #firstUsedBy}; null if there was none or it has no name. */
    public final String firstUser;

    public final List<Transition> transitions;
    /** Null until it is known. */
    public final ClosedBy closedBy;
    /** Null unless a reset ended it. */
    public final ResetBy resetBy;
    /** Value of {@code error.type} if the connect failed or the connection broke; else null. */
    public final String errorType;

    /** The last use whose caller was recorded, because the socket was suspected or about to be; null if there was none. */
    public final SocketUse lastUse;
    /** The call that closed it; null unless it reset the connection or an interrupt made it. */
    public final CloseCall closeCall;

    public final int synRetransmits;
    public final int unansweredProbes;
    /** Bytes in the receive buffer; for a listener, connections in its accept queue; -1 if unknown. */
    public final int waiting;
    /** Unacknowledged bytes in a full send queue; -1 if unknown or if the queue is not full. */
    public final long sendQueueBytes;
    /** The limit of a listener's accept queue as given to listen and capped by the kernel, in connections; -1 if unknown. */
    public final int backlog;
    /** How long it waited in the accept queue, in nanoseconds, to within {@link TcpStatistics#TICK}; -1 if unknown. */
    public final long acceptWait;
    /** Whether the owner was garbage-collected before it closed this socket. */
    public final boolean collected;
    /** Whether close was entered. */
    public final boolean closing;
    /** Whether it was closed here and lives on in the kernel, because another process has its descriptor. */
    public final boolean inherited;
    /** Whether events of this socket were dropped, so that this snapshot may be incomplete. */
    public final boolean incomplete;

    /** The lookup of the peer's name that led to the connect; null if none was seen. */
    public final NameLookup lookup;
    /** The TLS handshakes, in the order in which they ended, as far as {@link Preparation} keeps them. */
    public final List<TlsNegotiation> negotiations;
    /** When a TLS handshake has begun that has not ended; valid only if {@link #isInHandshake}. */
    public final long handshakeBegunAt;

    /** All that the kernel knew of the connection when it was last read; null if it was not. */
    public final TcpStatistics statistics;

    SocketSnapshot(TrackedSocket connection, TcpStatistics statistics) {
        this.id = connection.id();
        this.descriptor = connection.record().number;
        this.role = connection.role();
        this.roleInferred = connection.roleInferred();
        this.adopted = connection.adopted();
        this.nativeCode = connection.isNative();
        this.state = connection.tcp().state();
        this.evidence = connection.tcp().evidence();
        this.since = connection.stateSince();
        this.openedAt = connection.openedAt();
        this.releasedAt = connection.releasedAt();
        this.local = connection.local();
        this.remote = connection.remote();
        this.serverName = connection.serverName();
        this.thread = connection.thread();
        this.openedBy = connection.openedBy();
        this.listenerOpenedBy = connection.listenerOpenedBy();
        this.firstUsedBy = connection.firstUsedBy();
        this.firstUser = connection.firstUser();
        this.transitions = connection.tcp().transitions();
        this.closedBy = connection.closedBy();
        this.resetBy = connection.tcp().resetBy();
        this.errorType = connection.errorType();
        this.lastUse = connection.lastUse();
        this.closeCall = connection.closeCall();
        this.synRetransmits = connection.tcp().synRetransmits();
        this.unansweredProbes = connection.tcp().unansweredProbes();
        this.waiting = connection.waiting();
        this.sendQueueBytes = connection.sendQueueBytes();
        this.backlog = connection.backlog();
        this.acceptWait = connection.acceptWait();
        this.collected = connection.collected();
        this.closing = connection.closingAt() != Long.MIN_VALUE;
        this.inherited = connection.isInherited();
        this.incomplete = connection.incomplete();
        Preparation preparation = connection.preparation();
        this.lookup = preparation == null ? null : preparation.lookup();
        this.negotiations = preparation == null
                ? Collections.emptyList()
                : Collections.unmodifiableList(new ArrayList<>(preparation.negotiations()));
        // The event of its end may be among those that were dropped.
        this.handshakeBegunAt = preparation == null || incomplete ? Preparation.NEVER : preparation.begunAt();
        this.statistics = statistics;
    }

    /** Whether a TLS handshake has begun that has not ended. Not known, and then false, if events were dropped. */
    public boolean isInHandshake() {
        return handshakeBegunAt != Preparation.NEVER;
    }

    /** Whether the socket was found in its present state, so that the state may be older than {@link #since}. */
    public boolean isFoundInState() {
        return adopted && transitions.isEmpty();
    }

    /** Whether one of the {@link #negotiations} was interrupted by a timeout, and the application can still go on with it. */
    public boolean isUndecided(TlsNegotiation negotiation) {
        return negotiation.isInterrupted() && isOpen();
    }

    /**
     * How long the descriptor has existed at the least, in nanoseconds. A state that is older than the moment at which the socket was found
     * shows that it is older than that, too.
     *
     * @param now {@link System#nanoTime()}
     */
    public long age(long now) {
        long known = (isOpen() ? now : releasedAt) - openedAt;
        return Math.max(known, isFoundInState() ? now - since : 0);
    }

    /** Whether the descriptor is still open. */
    public boolean isOpen() {
        return releasedAt == Long.MIN_VALUE;
    }
}
