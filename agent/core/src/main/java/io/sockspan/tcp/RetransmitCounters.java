package io.sockspan.tcp;

/** The unanswered retransmissions and probes that tcp_info counts. Allocated only for the few connections that have any. */
final class RetransmitCounters {
    /** Whether any counter was above zero at the last observation. */
    private boolean outstanding;
    /** The highest number of SYN retransmissions in any observation. */
    int synRetransmits;
    /** Unanswered keep-alive or window probes at the last observation. */
    int probes;

    /** Whether any counter of this tcp_info is above zero. */
    static boolean isIn(int tcpInfo) {
        return TcpInfo.retransmits(tcpInfo) > 0 || TcpInfo.probes(tcpInfo) > 0;
    }

    /**
     * Adds an observation.
     *
     * @return whether a counter is above zero in this observation or was in the previous one
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
