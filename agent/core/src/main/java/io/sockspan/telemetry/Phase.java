package io.sockspan.telemetry;

import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Times;
import io.sockspan.tcp.Transition;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a connection's history that is exported as one span.
 *
 * <p>The first phase is how the connection came about: a {@link Kind#CONNECT}, {@link Kind#ACCEPT} or {@link Kind#LISTEN}. It is an instant
 * if the connection was already established when it was first observed.
 */
final class Phase {
    enum Kind {
        CONNECT("tcp connect"),
        ACCEPT("tcp accept"),
        LISTEN("tcp listen"),
        ESTABLISHED("tcp established"),
        FIN_WAIT("tcp fin_wait"),
        CLOSE_WAIT("tcp close_wait"),
        CLOSING("tcp closing"),
        LAST_ACK("tcp last_ack"),
        TIME_WAIT("tcp time_wait");

        /** A small, fixed set, because a backend's list of operations is the list of phases. */
        final String spanName;

        Kind(String spanName) {
            this.spanName = spanName;
        }

        boolean isOpening() {
            return this == CONNECT || this == ACCEPT || this == LISTEN;
        }
    }

    final Kind kind;
    /** The transition that began the phase; null if it was not observed. */
    final Transition entered;
    /** The first moment at which the phase is proven to have begun. */
    final long start;
    /** Transitions that stay within the phase. */
    final List<Transition> within = new ArrayList<>(1);

    private final TcpState firstState;
    private Transition left;
    private boolean instant;

    private Phase(Kind kind, Transition entered, TcpState firstState, long start) {
        this.kind = kind;
        this.entered = entered;
        this.firstState = firstState;
        this.start = start;
    }

    /** A connect that failed before any packet was sent. */
    static Phase unsentConnect(long at) {
        return unseen(Kind.CONNECT, TcpState.CLOSED, at).asInstant();
    }

    /**
     * The phases of a history, oldest first; the last one may not have ended.
     *
     * @param now the present state
     * @param openedAt when the socket was first observed
     */
    static List<Phase> of(List<Transition> transitions, TcpState now, Role role, long openedAt) {
        List<Phase> phases = new ArrayList<>(transitions.size() + 2);
        TcpState first = transitions.isEmpty() ? now : transitions.get(0).from;
        Phase current =
                first == TcpState.CLOSED || isBeforeAccept(first, role) ? null : foundIn(first, role, openedAt, phases);
        for (Transition transition : transitions) {
            Kind kind = kindOf(transition.to, role);
            if (current != null && current.kind == kind && !current.instant) {
                current.within.add(transition);
                continue;
            }
            if (current != null) {
                current.left = transition;
            }
            if (kind == null) {
                current = null;
                continue;
            }
            if (phases.isEmpty() && !kind.isOpening()) {
                phases.add(enteredBy(opening(role), transition).asInstant());
            }
            current = enteredBy(kind, transition);
            if (kind == Kind.LISTEN) {
                // The span says that the socket listens, but not for how long: that may be years.
                current.asInstant();
            }
            phases.add(current);
        }
        return phases;
    }

    /** How many phases {@link #of} returns, without creating them. */
    static int count(List<Transition> transitions, TcpState now, Role role) {
        TcpState first = transitions.isEmpty() ? now : transitions.get(0).from;
        Kind current = first == TcpState.CLOSED || isBeforeAccept(first, role) ? null : kindOf(first, role);
        int count = current == null ? 0 : current.isOpening() ? 1 : 2;
        for (int i = 0; i < transitions.size(); i++) {
            Kind kind = kindOf(transitions.get(i).to, role);
            if (kind == null) {
                current = null;
            } else if (current != kind || kind == Kind.LISTEN) {
                count += count == 0 && !kind.isOpening() ? 2 : 1;
                current = kind;
            }
        }
        return count;
    }

    /** Whether that transition usually ends a phase; a transition within a phase may count as an end. */
    static boolean isEndedBy(Transition transition) {
        return transition.from != TcpState.CLOSED || transition.to == TcpState.LISTEN;
    }

    /** An accepted connection is in SYN_RECEIVED before accept returns; the agent does not see that state begin. */
    private static boolean isBeforeAccept(TcpState first, Role role) {
        return first == TcpState.SYN_RECEIVED && role == Role.SERVER;
    }

    /** Begins the phases of a socket that is older than the agent. */
    private static Phase foundIn(TcpState state, Role role, long at, List<Phase> phases) {
        Phase found = unseen(kindOf(state, role), state, at);
        if (!found.kind.isOpening()) {
            phases.add(unseen(opening(role), state, at).asInstant());
        }
        phases.add(found.kind == Kind.LISTEN ? found.asInstant() : found);
        return found;
    }

    private static Phase enteredBy(Kind kind, Transition transition) {
        return new Phase(kind, transition, transition.to, transition.latest);
    }

    private static Phase unseen(Kind kind, TcpState state, long at) {
        return new Phase(kind, null, state, at);
    }

    private Phase asInstant() {
        instant = true;
        return this;
    }

    private static Kind opening(Role role) {
        return role == Role.SERVER ? Kind.ACCEPT : Kind.CONNECT;
    }

    private static Kind kindOf(TcpState state, Role role) {
        switch (state) {
            case SYN_SENT:
            case SYN_RECEIVED:
                return opening(role);
            case LISTEN:
                return Kind.LISTEN;
            case ESTABLISHED:
                return Kind.ESTABLISHED;
            case FIN_WAIT_1:
            case FIN_WAIT_2:
                return Kind.FIN_WAIT;
            case CLOSE_WAIT:
                return Kind.CLOSE_WAIT;
            case CLOSING:
                return Kind.CLOSING;
            case LAST_ACK:
                return Kind.LAST_ACK;
            case TIME_WAIT:
                return Kind.TIME_WAIT;
            default:
                return null;
        }
    }

    /** The transition that ended the phase; null while it lasts, and for an instant. */
    Transition left() {
        return instant ? null : left;
    }

    boolean hasEnded() {
        return instant || left != null;
    }

    /** Whether the connection was already established when it was first observed. */
    boolean isOlderThanSeen() {
        return entered == null && firstState != TcpState.CLOSED;
    }

    /** Whether the phase is a failure to connect. */
    boolean isFailedOpening() {
        boolean nothingSent = kind == Kind.CONNECT && firstState == TcpState.CLOSED;
        return nothingSent || kind.isOpening() && left() != null && left.to == TcpState.CLOSED;
    }

    /** The last state of the phase; CLOSED for a connect that sent nothing. */
    TcpState state() {
        return within.isEmpty() ? firstState : within.get(within.size() - 1).to;
    }

    /** The last moment at which transitions prove that the phase lasted; never before its start. */
    long provenEnd() {
        if (instant) {
            return start;
        }
        if (left != null) {
            return Times.later(start, left.earliest);
        }
        return within.isEmpty() ? start : Times.later(start, within.get(within.size() - 1).latest);
    }
}
