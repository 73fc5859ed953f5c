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

    /** Whether the kernel's word counts anything. */
    static boolean isIn(int word) {
        return KernelWord.retransmits(word) > 0 || KernelWord.probes(word) > 0;
    }

    /**
     * Takes in the counters of a word.
     *
     * @return whether anything was unanswered, now or at the last look
     */
    boolean count(int word) {
        boolean before = now;
        now = isIn(word);
        probes = KernelWord.probes(word);
        mostProbes = Math.max(mostProbes, probes);
        if (KernelWord.state(word) == TcpState.SYN_SENT) {
            synRetransmits = Math.max(synRetransmits, KernelWord.retransmits(word));
        }
        return before || now;
    }
}
