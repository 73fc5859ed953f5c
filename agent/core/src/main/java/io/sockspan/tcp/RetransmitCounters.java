package io.sockspan.tcp;

/** What the peer left unanswered, as tcp_info counts it. Few connections have any of it. */
final class RetransmitCounters {
    /** Whether anything was unanswered at the last observation. */
    private boolean outstanding;
    /** The most retransmissions of the SYN that an observation showed. */
    int synRetransmits;
    /** Keep-alive or window probes at the last observation. */
    int probes;

    /** Whether tcp_info counts anything. */
    static boolean isIn(int tcpInfo) {
        return TcpInfo.retransmits(tcpInfo) > 0 || TcpInfo.probes(tcpInfo) > 0;
    }

    /**
     * Takes in the counters.
     *
     * @return whether anything is unanswered, or was at the observation before
     */
    boolean count(int tcpInfo) {
        boolean before = outstanding;
        outstanding = isIn(tcpInfo);
        probes = TcpInfo.probes(tcpInfo);
        if (TcpInfo.state(tcpInfo) == TcpState.SYN_SENT) {
            synRetransmits = Math.max(synRetransmits, TcpInfo.retransmits(tcpInfo));
        }
        return before || outstanding;
    }
}
