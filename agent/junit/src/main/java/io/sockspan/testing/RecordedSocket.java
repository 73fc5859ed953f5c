package io.sockspan.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One socket of this JVM, as it was at the moment of the query. Immutable.
 *
 * <p>Ids count up in the order in which sockets were opened, from 1 at the start of the JVM's first agent.
 */
public final class RecordedSocket {
    private final Builder facts;
    private final List<SocketState> states;
    private final List<StackTraceElement> stack;

    private RecordedSocket(Builder facts) {
        this.facts = facts;
        this.states = Collections.unmodifiableList(new ArrayList<>(facts.states));
        this.stack = Collections.unmodifiableList(new ArrayList<>(facts.stack));
    }

    public long id() {
        return facts.id;
    }

    public SocketRole role() {
        return facts.role;
    }

    /** Whether its descriptor is open. */
    public boolean isOpen() {
        return facts.open;
    }

    /** Whether its owner was garbage-collected before anybody closed the socket. */
    public boolean isDropped() {
        return facts.dropped;
    }

    /**
     * Whether close was called. If the socket {@link #isOpen} nevertheless, its channel is registered with a selector, which releases the
     * descriptor at its next select.
     */
    public boolean isClosing() {
        return facts.closing;
    }

    public SocketState state() {
        return facts.state;
    }

    /** Whether the present state is inferred: nobody observed it, and the protocol leaves no other way. */
    public boolean isStateInferred() {
        return facts.stateInferred;
    }

    /**
     * All states that it went through after {@link SocketState#CLOSED}, in order, the present one included. Short states that nobody
     * observed may be missing.
     */
    public List<SocketState> states() {
        return states;
    }

    /** Who ended the connection; null if unknown. */
    public ClosedBy closedBy() {
        return facts.closedBy;
    }

    /** Whether this side ended the connection before the peer did. */
    public boolean isClosedByUsFirst() {
        return !facts.open && facts.closedBy == ClosedBy.LOCAL;
    }

    /**
     * Why its connect failed or its connection broke, as OpenTelemetry's {@code error.type}: {@code connection_refused}; null otherwise.
     */
    public String errorType() {
        return facts.errorType;
    }

    /** This side's address as text; null if unknown. */
    public String localAddress() {
        return facts.localAddress;
    }

    /** This side's port; -1 if unknown. */
    public int localPort() {
        return facts.localPort;
    }

    /** The peer's address as text; null for listeners, and if unknown. */
    public String peerAddress() {
        return facts.peerAddress;
    }

    /** The peer's port; -1 for listeners, and if unknown. */
    public int peerPort() {
        return facts.peerPort;
    }

    /** The host name that the application gave for the peer; null if it gave an address. */
    public String peerName() {
        return facts.peerName;
    }

    /** The name of the thread that opened it; null if the thread has none, like most virtual threads. */
    public String thread() {
        return facts.thread;
    }

    /** When it was opened, {@link System#nanoTime()}. */
    public long openedAt() {
        return facts.openedAt;
    }

    /** Unread bytes, or of a listener the connections not accepted yet; -1 if unknown. */
    public int waiting() {
        return facts.waiting;
    }

    /** Whether the agent dropped events of this socket, because too much happened at once. */
    public boolean isIncomplete() {
        return facts.incomplete;
    }

    /** The stack that opened it, innermost frame first; empty if it was not taken. */
    public List<StackTraceElement> openingStack() {
        return stack;
    }

    /** The innermost frame of {@link #openingStack()} outside the JDK; null if the stack was not taken. */
    public StackTraceElement openedBy() {
        return stack.isEmpty() ? null : stack.get(Math.min(facts.userFrame, stack.size() - 1));
    }

    /**
     * The library that opened it for its pool of connections, such as {@code OkHttp}; null if no known one did. Whether the connection was
     * given back to the pool is not known here.
     */
    public String pool() {
        return facts.pool;
    }

    /** Whether the connections of its {@link #pool()} stay open when nobody holds the pool any more. */
    public boolean isKeptByPool() {
        return facts.keptByPool;
    }

    /** Whether the library of its {@link #pool()} leaves its connections to the garbage collector, so that nobody else can close them. */
    public boolean isForgottenByPool() {
        return facts.forgottenByPool;
    }

    /** {@code socket 7, client to 127.0.0.1:5432, open, CLOSE_WAIT, opened by com.acme.Shop.buy(Shop.java:12)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("socket ").append(facts.id).append(", ");
        text.append(facts.role.name().toLowerCase(java.util.Locale.ROOT));
        if (facts.role == SocketRole.CLIENT) {
            text.append(" to ")
                    .append(facts.peerName == null ? facts.peerAddress : facts.peerName)
                    .append(':')
                    .append(facts.peerPort);
        } else if (facts.localPort >= 0) {
            text.append(" on port ").append(facts.localPort);
        }
        text.append(facts.open ? ", open, " : ", closed, ").append(facts.state).append(facts.stateInferred ? "?" : "");
        if (facts.closedBy != null) {
            text.append(", ended by ").append(facts.closedBy);
        }
        if (openedBy() != null) {
            text.append(", opened by ").append(openedBy());
        }
        return text.toString();
    }

    /** Collects the properties of one socket. For one thread. */
    public static final class Builder {
        public long id;
        public SocketRole role = SocketRole.UNCONNECTED;
        public boolean open;
        public boolean dropped;
        public boolean closing;
        public SocketState state = SocketState.CLOSED;
        public boolean stateInferred;
        public ClosedBy closedBy;
        public String errorType;
        public String localAddress;
        public int localPort = -1;
        public String peerAddress;
        public int peerPort = -1;
        public String peerName;
        public String thread;
        public long openedAt;
        public int waiting = -1;
        public boolean incomplete;
        public String pool;
        public boolean keptByPool;
        public boolean forgottenByPool;
        public int userFrame;
        public final List<SocketState> states = new ArrayList<>();
        public final List<StackTraceElement> stack = new ArrayList<>();

        public RecordedSocket build() {
            return new RecordedSocket(this);
        }
    }
}
