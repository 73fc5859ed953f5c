package io.sockspan.tcp;

import java.util.List;

/** What tests of the state machine share: short ways to begin a life and to write down what it told. */
final class TestConnections {
    static final int NONE = TcpInfo.NONE;

    private TestConnections() {}

    /** The tcp_info for a state, with nothing outstanding. */
    static int tcpInfo(TcpState state) {
        return tcpInfo(state, 0, 0);
    }

    static int tcpInfo(TcpState state, int retransmits, int probes) {
        return state.kernelNumber() | retransmits << 16 | probes << 24;
    }

    /** A client that connected from 10 to 20. */
    static TcpStateMachine client() {
        TcpStateMachine tcp = new TcpStateMachine(0);
        tcp.connectStarted(10);
        tcp.connected(20, 20);
        return tcp;
    }

    /** A client whose peer has finished, which was seen at 100. */
    static TcpStateMachine clientInCloseWait() {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(TcpState.ESTABLISHED));
        tcp.observed(100, tcpInfo(TcpState.CLOSE_WAIT));
        return tcp;
    }

    /** A client that shut its output down at 100, as was acknowledged by 110. */
    static TcpStateMachine clientInFinWait2() {
        TcpStateMachine tcp = client();
        tcp.outputShutdown(100, tcpInfo(TcpState.ESTABLISHED));
        tcp.observed(110, tcpInfo(TcpState.FIN_WAIT_2));
        return tcp;
    }

    /** A client that closed at 100 and let go of its descriptor at 101. */
    static TcpStateMachine closedClient() {
        TcpStateMachine tcp = client();
        tcp.closing(100, clean(TcpState.ESTABLISHED));
        tcp.released(101);
        return tcp;
    }

    /** An ordinary close on Java 8 or 11, with nothing unread. */
    static Closing clean(TcpState before) {
        return new Closing(tcpInfo(before), 0, false, false, false);
    }

    /** All transitions, each as {@code from > to evidence time} with the time as {@code earliest..latest} where they differ. */
    static String[] published(List<Transition> transitions) {
        return transitions.stream()
                .map(t -> t.from.semconv() + " > " + t.to.semconv() + " " + t.evidence.label() + " "
                        + (t.uncertainty() == 0 ? "" + t.latest : t.earliest + ".." + t.latest))
                .toArray(String[]::new);
    }

    /** The transitions that came after that time, as in {@link #published(List)}. */
    static String[] publishedSince(long time, TcpStateMachine tcp) {
        return published(
                tcp.transitions().stream().filter(t -> t.latest - time >= 0).toList());
    }

    static String[] published(TcpStateMachine tcp) {
        return published(tcp.transitions());
    }
}
