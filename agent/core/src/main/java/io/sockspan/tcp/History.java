package io.sockspan.tcp;

import io.sockspan.time.Times;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The transitions of one socket, each starting where the one before it ended. */
class History {
    private static final Transition[] EMPTY = {};

    private TcpState first = TcpState.CLOSED;
    private long begin;
    /**
     * Has no spare capacity, because there may be very many sockets with few transitions each. Never modified in place, so that callers may
     * keep it.
     */
    private Transition[] transitions = EMPTY;

    private int reported;

    History(long begin) {
        this.begin = begin;
    }

    /** Begins the history in a state other than CLOSED, because the earlier transitions were not observed. */
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

    /** The latest possible time of the entry into the present state. */
    long since() {
        return isEmpty() ? begin : last().latest;
    }

    void enter(TcpState state, Interval when, Evidence evidence) {
        // Times that several threads took can be slightly out of order. No transition may end before its predecessor
        // begins.
        Interval ordered = isEmpty() ? when : new Interval(when.earliest, Times.later(when.latest, last().earliest));
        Transition[] longer = Arrays.copyOf(transitions, transitions.length + 1);
        longer[transitions.length] = new Transition(state(), state, ordered.earliest, ordered.latest, evidence);
        transitions = longer;
    }

    /** Withdraws the latest transition, because later evidence shows that it did not happen. */
    Transition withdraw() {
        Transition taken = last();
        transitions = Arrays.copyOf(transitions, transitions.length - 1);
        reported = Math.min(reported, transitions.length);
        return taken;
    }

    /** The side that sent the first FIN; null if neither side has sent one. */
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

    /** The transitions that no earlier call returned. */
    List<Transition> fresh() {
        List<Transition> fresh = from(reported);
        reported = transitions.length;
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
