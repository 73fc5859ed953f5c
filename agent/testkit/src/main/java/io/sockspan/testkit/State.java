package io.sockspan.testkit;

import java.util.Locale;

/**
 * The states of TCP under the names that the kernel prints. Written again here, and not taken from the agent: the tests must not share
 * its mistakes.
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

    private final String told;

    State(String told) {
        this.told = told;
    }

    /** The state that the agent calls so. */
    public static State told(String name) {
        for (State state : values()) {
            if (state.told.equals(name.toLowerCase(Locale.ROOT))) {
                return state;
            }
        }
        throw new IllegalArgumentException("not a state of TCP: " + name);
    }

    /** What the agent calls it. */
    public String told() {
        return told;
    }
}
