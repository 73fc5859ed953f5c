package io.sockspan.tcp;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The transitions of one socket, each starting where the one before it ended. */
class History {
    private static final Transition[] EMPTY = {};

    private TcpState first = TcpState.CLOSED;
    private long begin;
    /**
     * Exactly as long as there are transitions, as few happen to one socket and there may be very many sockets; and never changed in place,
     * so that it can be given out.
     */
    private Transition[] transitions = EMPTY;

    private int told;

    History(long begin) {
        this.begin = begin;
    }

    /** Lets the history begin in another state than CLOSED, because nobody saw what came before. */
    void beginIn(TcpState state, long at) {
        first = state;
        begin = at;
    }

    boolean isEmpty() {
        return transitions.length == 0;
    }

    /** The latest transition, or null. */
    Transition last() {
        return isEmpty() ? null : transitions[transitions.length - 1];
    }

    TcpState state() {
        return isEmpty() ? first : last().to;
    }

    Evidence evidence() {
        if (isEmpty()) {
            return first == TcpState.CLOSED ? Evidence.CALL : Evidence.KERNEL;
        }
        return last().evidence;
    }

    /** When the present state was entered at the latest. */
    long since() {
        return isEmpty() ? begin : last().latest;
    }

    void enter(TcpState state, Interval when, Evidence evidence) {
        // Stamps of several threads can be out of order by a hair; a transition is never told as over before the one
        // before it.
        Interval ordered = isEmpty() ? when : new Interval(when.earliest, Times.later(when.latest, last().earliest));
        Transition[] longer = Arrays.copyOf(transitions, transitions.length + 1);
        longer[transitions.length] = new Transition(state(), state, ordered.earliest, ordered.latest, evidence);
        transitions = longer;
    }

    /** Takes the latest transition back: it has turned out that the kernel never made it. */
    Transition withdraw() {
        Transition taken = last();
        transitions = Arrays.copyOf(transitions, transitions.length - 1);
        told = Math.min(told, transitions.length);
        return taken;
    }

    /** The side whose FIN came first, or null while neither has sent one. */
    ClosedBy firstFin() {
        ClosedBy side = firstFinIn(first);
        for (int i = 0; side == null && i < transitions.length; i++) {
            side = firstFinIn(transitions[i].to);
        }
        return side;
    }

    private static ClosedBy firstFinIn(TcpState state) {
        switch (state) {
            case FIN_WAIT_1:
            case FIN_WAIT_2:
            case CLOSING:
            case TIME_WAIT:
                return ClosedBy.LOCAL;
            case CLOSE_WAIT:
            case LAST_ACK:
                return ClosedBy.REMOTE;
            default:
                return null;
        }
    }

    /** The last transition into that state, or null. */
    Transition lastEntry(TcpState state) {
        for (int i = transitions.length - 1; i >= 0; i--) {
            if (transitions[i].to == state) {
                return transitions[i];
            }
        }
        return null;
    }

    /** All transitions, oldest first. */
    List<Transition> all() {
        return Collections.unmodifiableList(Arrays.asList(transitions));
    }

    /** The transitions that this has not returned yet. */
    List<Transition> fresh() {
        List<Transition> fresh = from(told);
        told = transitions.length;
        return fresh;
    }

    private List<Transition> from(int from) {
        switch (transitions.length - from) {
            case 0:
                return Collections.emptyList();
            case 1:
                return Collections.singletonList(transitions[from]);
            default:
                return Collections.unmodifiableList(
                        Arrays.asList(Arrays.copyOfRange(transitions, from, transitions.length)));
        }
    }
}
