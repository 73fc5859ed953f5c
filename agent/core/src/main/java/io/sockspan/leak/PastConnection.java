package io.sockspan.leak;

import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.track.TrackedSocket;
import java.util.List;

/** Reads in a socket's history when the connection that it stood for was over, or failed to come about. Pure functions. */
final class PastConnection {
    private PastConnection() {}

    /** When its connect failed, {@link System#nanoTime()}; {@link LeakRule#NOT} if it was connected. */
    static long failedSince(TrackedSocket c) {
        List<Transition> transitions = c.tcp().transitions();
        if (c.failedAt() != LeakRule.NOT && !hasFailedToConnect(c)) {
            return c.failedAt();
        }
        if (established(transitions)) {
            return LeakRule.NOT;
        }
        return transitions.isEmpty() ? c.openedAt() : transitions.get(transitions.size() - 1).latest;
    }

    /** Whether its connect ended without a connection, though the application may not have asked for the outcome. */
    static boolean hasFailedToConnect(TrackedSocket c) {
        List<Transition> transitions = c.tcp().transitions();
        return !transitions.isEmpty() && transitions.get(transitions.size() - 1).isFailedConnect();
    }

    /** Whether there was a connection at any time; the history of a socket older than the agent begins in the middle. */
    private static boolean established(List<Transition> transitions) {
        for (Transition transition : transitions) {
            if (transition.to == TcpState.ESTABLISHED || isConnected(transition.from)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isConnected(TcpState state) {
        switch (state) {
            case CLOSED:
            case LISTEN:
            case SYN_SENT:
            case SYN_RECEIVED:
                return false;
            default:
                return true;
        }
    }

    /** When the peer ended a connection that is over for TCP; failing that, when it was over; {@link LeakRule#NOT} if it was never connected. */
    static long finishedSince(TrackedSocket c) {
        List<Transition> transitions = c.tcp().transitions();
        if (!established(transitions)) {
            return LeakRule.NOT;
        }
        if (isFinished(transitions.get(0).from)) {
            return c.openedAt();
        }
        Transition last = null;
        for (Transition transition : transitions) {
            last = transition;
            if (isFinished(transition.to)) {
                break;
            }
        }
        return last.latest;
    }

    private static boolean isFinished(TcpState state) {
        return state == TcpState.CLOSE_WAIT || state == TcpState.TIME_WAIT;
    }
}
