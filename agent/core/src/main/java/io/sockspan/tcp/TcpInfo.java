package io.sockspan.tcp;

/**
 * The first four bytes of Linux's {@code struct tcp_info} ({@code include/uapi/linux/tcp.h}) as a little-endian int, which is
 * what one {@code getsockopt(TCP_INFO)} of four bytes gives.
 */
public final class TcpInfo {
    /** No tcp_info: the kernel was not asked, or did not answer. */
    public static final int NONE = 0;

    private TcpInfo() {}

    /** {@code tcpi_state}, or null when there is no tcpInfo. */
    public static TcpState state(int tcpInfo) {
        return TcpState.ofKernel(tcpInfo & 0xff);
    }

    /** {@code tcpi_retransmits}: retransmissions of what is outstanding; of the SYN while in SYN_SENT. */
    public static int retransmits(int tcpInfo) {
        return tcpInfo >>> 16 & 0xff;
    }

    /** {@code tcpi_probes}: unanswered keep-alive or window probes. */
    public static int probes(int tcpInfo) {
        return tcpInfo >>> 24;
    }
}
