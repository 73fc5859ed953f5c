package io.sockspan.testkit;

import java.util.Locale;

/**
 * The TCP states under the names that the kernel prints. They are defined separately from the agent's, so that the tests do not share its
 * mistakes.
 */
public enum State {
    TCP_ESTABLISHED("established"),
    TCP_SYN_SENT("syn_sent"),
    TCP_SYN_RECV("syn_received"),
    TCP_FIN_WAIT1("fin_wait_1"),
    TCP_FIN_WAIT2("fin_wait_2"),
    TCP_TIME_WAIT("time_wait"),
    TCP_CLOSE("closed"),
    TCP_CLOSE_WAIT("close_wait"),
    TCP_LAST_ACK("last_ack"),
    TCP_LISTEN("listen"),
    TCP_CLOSING("closing"),
    TCP_NEW_SYN_RECV("syn_received");

    private final String agentName;

    State(String agentName) {
        this.agentName = agentName;
    }

    /** The state with that name in the agent's reports. */
    public static State ofAgent(String name) {
        for (State state : values()) {
            if (state.agentName.equals(name.toLowerCase(Locale.ROOT))) {
                return state;
            }
        }
        throw new IllegalArgumentException("not a state of TCP: " + name);
    }

    /** The name in the agent's reports. */
    public String agentName() {
        return agentName;
    }
}
