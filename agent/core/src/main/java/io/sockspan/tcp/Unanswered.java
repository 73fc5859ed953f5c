package io.sockspan.tcp;

/** What the peer left unanswered, as the kernel counts it. Few connections have any of it. */
final class Unanswered {
    /** Whether anything was unanswered at the last look. */
    private boolean now;
    /** The most retransmissions of the SYN that a look found. */
    int synRetransmits;
    /** Keep-alive or window probes at the last look. */
    int probes;
    /** The most that there ever were at a look. */
    int mostProbes;

    /** Whether tcp_info counts anything. */
    static boolean isIn(int tcpInfo) {
        return TcpInfo.retransmits(tcpInfo) > 0 || TcpInfo.probes(tcpInfo) > 0;
    }

    /**
     * Takes in the counters of a tcpInfo.
     *
     * @return whether anything was unanswered, now or at the last look
     */
    boolean count(int tcpInfo) {
        boolean before = now;
        now = isIn(tcpInfo);
        probes = TcpInfo.probes(tcpInfo);
        mostProbes = Math.max(mostProbes, probes);
        if (TcpInfo.state(tcpInfo) == TcpState.SYN_SENT) {
            synRetransmits = Math.max(synRetransmits, TcpInfo.retransmits(tcpInfo));
        }
        return before || now;
    }
}
