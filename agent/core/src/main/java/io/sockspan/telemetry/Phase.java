package io.sockspan.telemetry;

import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import io.sockspan.time.Times;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a connection's history that is exported as one span. Where one phase ends, the next begins.
 *
 * <p>The first phase is how the connection came about: a {@link Kind#CONNECT}, {@link Kind#ACCEPT} or {@link Kind#LISTEN}. It is an instant
 * if only its end was observed, and missing if the connection is older than the agent.
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
    /** The moment at which the phase had begun at the latest. */
    final long start;
    /** Transitions that stay within the phase. */
    final List<Transition> within = new ArrayList<>(1);

    private final TcpState firstState;
    private Transition left;
    private boolean instant;
    /** When a connect failed that is not in the transitions. */
    private long failedAt;

    private String error;

    private Phase(Kind kind, Transition entered, TcpState firstState, long start) {
        this.kind = kind;
        this.entered = entered;
        this.firstState = firstState;
        this.start = start;
    }

    /** A connect that failed before any packet was sent. */
    static Phase unsentConnect(long at, long failedAt, String error) {
        Phase unsent = unseen(Kind.CONNECT, TcpState.CLOSED, at);
        unsent.failedAt = Times.later(at, failedAt);
        unsent.error = error;
        return unsent;
    }

    /**
     * The wait in the accept queue, as long as the kernel knows it.
     *
     * @param accepted the transition when accept returned, {@code wait} nanoseconds after the end of the handshake, to within a tick
     */
    static Phase acceptWait(Transition accepted, long wait) {
        long at = accepted.latest;
        long handshake = at - wait;
        Transition entered = new Transition(
                accepted.from,
                accepted.from,
                handshake - TcpStatistics.TICK,
                handshake + TcpStatistics.TICK,
                Evidence.KERNEL);
        Phase phase = new Phase(Kind.ACCEPT, entered, accepted.to, entered.latest);
        phase.left = new Transition(accepted.from, accepted.to, at, at, accepted.evidence);
        return phase;
    }

    /** Whether it is an accept of which only the return is known. */
    boolean isAcceptAlone() {
        return kind == Kind.ACCEPT && instant;
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
            if (current != null && current.kind == kind) {
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
            phases.add(current);
        }
        return phases;
    }

    /** How many phases {@link #of} returns, without creating them. */
    static int count(List<Transition> transitions, TcpState now, Role role) {
        TcpState first = transitions.isEmpty() ? now : transitions.get(0).from;
        Kind current = first == TcpState.CLOSED || isBeforeAccept(first, role) ? null : kindOf(first, role);
        int count = current == null ? 0 : 1;
        for (int i = 0; i < transitions.size(); i++) {
            Kind kind = kindOf(transitions.get(i).to, role);
            if (kind == null) {
                current = null;
            } else if (current != kind) {
                count += count == 0 && !kind.isOpening() ? 2 : 1;
                current = kind;
            }
        }
        return count;
    }

    /** Whether the opening phase has ended with that transition, or was not observed. */
    static boolean isOpenedBy(Transition transition) {
        return transition.to != TcpState.SYN_SENT && transition.to != TcpState.SYN_RECEIVED;
    }

    /** An accepted connection is in SYN_RECEIVED before accept returns; the agent does not see that state begin. */
    private static boolean isBeforeAccept(TcpState first, Role role) {
        return first == TcpState.SYN_RECEIVED && role == Role.SERVER;
    }

    /** Begins the phases of a socket that is older than the agent. */
    private static Phase foundIn(TcpState state, Role role, long at, List<Phase> phases) {
        Phase found = unseen(kindOf(state, role), state, at);
        phases.add(found);
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
        return instant || left != null || isUnsent();
    }

    /** Whether the connection was already established when it was first observed. */
    boolean isOlderThanSeen() {
        return entered == null && firstState != TcpState.CLOSED;
    }

    /** Whether the phase is a failure to connect. */
    boolean isFailedOpening() {
        return isUnsent() || kind.isOpening() && left() != null && left.to == TcpState.CLOSED;
    }

    /** Why a connect that sent nothing failed; null otherwise. */
    String error() {
        return error;
    }

    private boolean isUnsent() {
        return kind == Kind.CONNECT && firstState == TcpState.CLOSED;
    }

    /** The last state of the phase; CLOSED for a connect that sent nothing. */
    TcpState state() {
        return within.isEmpty() ? firstState : within.get(within.size() - 1).to;
    }

    /**
     * The moment at which the phase had ended at the latest; if it lasts, the last one at which it is known to have lasted. Never before
     * its start.
     *
     * @param lastKnown when the connection was last known to be in its present state
     */
    long end(long lastKnown) {
        if (instant) {
            return start;
        }
        if (left != null) {
            return Times.later(start, left.latest);
        }
        if (isUnsent()) {
            return failedAt;
        }
        long end = Times.later(start, lastKnown);
        return within.isEmpty() ? end : Times.later(end, within.get(within.size() - 1).latest);
    }
}
