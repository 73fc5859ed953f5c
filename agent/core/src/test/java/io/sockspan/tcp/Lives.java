package io.sockspan.tcp;

import java.util.List;

/** What tests of the state machine share: short ways to begin a life and to write down what it told. */
final class Lives {
    static final int NONE = TcpInfo.NONE;

    private Lives() {}

    /** The tcp_info for a state, with nothing outstanding. */
    static int tcpInfo(TcpState state) {
        return tcpInfo(state, 0, 0);
    }

    static int tcpInfo(TcpState state, int retransmits, int probes) {
        return state.kernelNumber() | retransmits << 16 | probes << 24;
    }

    /** A client that connected from 10 to 20. */
    static Lifecycle client() {
        Lifecycle life = new Lifecycle(0);
        life.connectStarted(10);
        life.connected(20, 20);
        return life;
    }

    /** A client whose peer has finished, which was seen at 100. */
    static Lifecycle clientInCloseWait() {
        Lifecycle life = client();
        life.looked(50, tcpInfo(TcpState.ESTABLISHED));
        life.looked(100, tcpInfo(TcpState.CLOSE_WAIT));
        return life;
    }

    /** A client that shut its output down at 100, as was acknowledged by 110. */
    static Lifecycle clientInFinWait2() {
        Lifecycle life = client();
        life.outputShut(100, tcpInfo(TcpState.ESTABLISHED));
        life.looked(110, tcpInfo(TcpState.FIN_WAIT_2));
        return life;
    }

    /** A client that closed at 100 and let go of its descriptor at 101. */
    static Lifecycle closedClient() {
        Lifecycle life = client();
        life.closing(100, clean(TcpState.ESTABLISHED));
        life.released(101);
        return life;
    }

    /** An ordinary close on Java 8 or 11, with nothing unread. */
    static Closing clean(TcpState before) {
        return new Closing(tcpInfo(before), 0, false, false, false);
    }

    /** All transitions, each as {@code from > to evidence time} with the time as {@code earliest..latest} where they differ. */
    static String[] told(List<Transition> transitions) {
        return transitions.stream()
                .map(t -> t.from.semconv() + " > " + t.to.semconv() + " " + t.evidence.label() + " "
                        + (t.uncertainty() == 0 ? "" + t.latest : t.earliest + ".." + t.latest))
                .toArray(String[]::new);
    }

    /** The transitions that came after that time, as in {@link #told(List)}. */
    static String[] toldSince(long time, Lifecycle life) {
        return told(
                life.transitions().stream().filter(t -> t.latest - time >= 0).toList());
    }

    static String[] told(Lifecycle life) {
        return told(life.transitions());
    }
}
