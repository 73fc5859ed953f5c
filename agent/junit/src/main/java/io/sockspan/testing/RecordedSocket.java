package io.sockspan.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One socket of this JVM as it was when it was asked for. Immutable.
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

    /** Whether the garbage collector found its owner before anybody closed it. */
    public boolean isDropped() {
        return facts.dropped;
    }

    /**
     * Whether close was called. If it {@link #isOpen} nevertheless, its channel is registered with a selector, which gives the descriptor
     * back when it selects again.
     */
    public boolean isClosing() {
        return facts.closing;
    }

    public SocketState state() {
        return facts.state;
    }

    /** Whether the present state was inferred: nobody saw it, and the protocol leaves no other way. */
    public boolean isStateInferred() {
        return facts.stateInferred;
    }

    /**
     * All states that it went through after {@link SocketState#CLOSED}, in that order, the present one included. Short states that
     * nobody saw may be missing.
     */
    public List<SocketState> states() {
        return states;
    }

    /** Who ended the connection; null until it is known. */
    public ClosedBy closedBy() {
        return facts.closedBy;
    }

    /** Whether this side ended the connection, and the peer had not ended it before. */
    public boolean isClosedByUsFirst() {
        return !facts.open && facts.closedBy == ClosedBy.LOCAL;
    }

    /** Why its connect failed or how it broke, as OpenTelemetry's {@code error.type}: {@code connection_refused}; else null. */
    public String errorType() {
        return facts.errorType;
    }

    /** This side's address as text; null where it is not known. */
    public String localAddress() {
        return facts.localAddress;
    }

    /** This side's port; -1 where it is not known. */
    public int localPort() {
        return facts.localPort;
    }

    /** The peer's address as text; null for listeners and where it is not known. */
    public String peerAddress() {
        return facts.peerAddress;
    }

    /** The peer's port; -1 for listeners and where it is not known. */
    public int peerPort() {
        return facts.peerPort;
    }

    /** The name by which the application called the peer; null if it gave an address. */
    public String peerName() {
        return facts.peerName;
    }

    /** The name of the thread that opened it; null if it has none, as virtual threads. */
    public String thread() {
        return facts.thread;
    }

    /** When it was opened, {@link System#nanoTime()}. */
    public long openedAt() {
        return facts.openedAt;
    }

    /** Bytes that nobody has read, of a listener connections that nobody has accepted; -1 where it is not known. */
    public int waiting() {
        return facts.waiting;
    }

    /** Whether the agent had to drop something about this socket, because too much happened at once. */
    public boolean isIncomplete() {
        return facts.incomplete;
    }

    /** The stack that opened it, innermost frame first; empty if it was not taken. */
    public List<StackTraceElement> openingStack() {
        return stack;
    }

    /** The innermost frame of {@link #openingStack()} that is not the JDK's; null if the stack was not taken. */
    public StackTraceElement openedBy() {
        return stack.isEmpty() ? null : stack.get(Math.min(facts.userFrame, stack.size() - 1));
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

    /** Collects what is known of one socket. For one thread. */
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
        public int userFrame;
        public final List<SocketState> states = new ArrayList<>();
        public final List<StackTraceElement> stack = new ArrayList<>();

        public RecordedSocket build() {
            return new RecordedSocket(this);
        }
    }
}
