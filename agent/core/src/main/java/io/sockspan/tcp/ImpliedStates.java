package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_1;

/** The states that a connection must have passed between two observed states (RFC 9293, section 3.3.2). */
final class ImpliedStates {
    private static final TcpState[] DIRECT = {};

    private ImpliedStates() {}

    /**
     * The intermediate states in order, if the state machine allows only one path; null if {@code from} cannot lead to {@code to}.
     *
     * <p>CLOSED is not supported as a destination: many paths lead to it, and the state alone does not decide between them. Two paths lead
     * from FIN_WAIT_1 to TIME_WAIT, so no intermediate state is returned for that pair.
     */
    static TcpState[] between(TcpState from, TcpState to) {
        switch (from) {
            case SYN_SENT:
                return to == TcpState.SYN_RECEIVED || to == ESTABLISHED ? DIRECT : prepend(ESTABLISHED, to);
            case SYN_RECEIVED:
                return to == ESTABLISHED ? DIRECT : prepend(ESTABLISHED, to);
            case ESTABLISHED:
                return fromEstablished(to);
            case FIN_WAIT_1:
                return to == TcpState.FIN_WAIT_2 || to == TcpState.CLOSING || to == TcpState.TIME_WAIT ? DIRECT : null;
            case FIN_WAIT_2:
            case CLOSING:
                return to == TcpState.TIME_WAIT ? DIRECT : null;
            case CLOSE_WAIT:
                return to == TcpState.LAST_ACK ? DIRECT : null;
            default:
                return null;
        }
    }

    private static TcpState[] fromEstablished(TcpState to) {
        switch (to) {
            case FIN_WAIT_1:
            case CLOSE_WAIT:
                return DIRECT;
            case FIN_WAIT_2:
            case CLOSING:
            case TIME_WAIT:
                return new TcpState[] {FIN_WAIT_1};
            case LAST_ACK:
                return new TcpState[] {CLOSE_WAIT};
            default:
                return null;
        }
    }

    private static TcpState[] prepend(TcpState first, TcpState to) {
        TcpState[] rest = between(first, to);
        if (rest == null) {
            return null;
        }
        TcpState[] implied = new TcpState[rest.length + 1];
        implied[0] = first;
        System.arraycopy(rest, 0, implied, 1, rest.length);
        return implied;
    }
}
