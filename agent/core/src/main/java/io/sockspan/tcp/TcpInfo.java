package io.sockspan.tcp;

/**
 * The first four bytes of Linux's {@code struct tcp_info} ({@code include/uapi/linux/tcp.h}) as a little-endian int, as
 * {@code getsockopt(TCP_INFO)} with a length of four returns them (tcp(7)). Pure functions, for all threads.
 */
public final class TcpInfo {
    /** No tcp_info: it was not read, or the call failed. */
    public static final int NONE = 0;

    private TcpInfo() {}

    /** {@code tcpi_state}; null for {@link #NONE}. */
    public static TcpState state(int tcpInfo) {
        return TcpState.ofKernel(tcpInfo & 0xff);
    }

    /** {@code tcpi_retransmits}: unacknowledged retransmissions; of the SYN while in SYN_SENT. */
    public static int retransmits(int tcpInfo) {
        return tcpInfo >>> 16 & 0xff;
    }

    /** {@code tcpi_probes}: unanswered keep-alive or window probes. */
    public static int probes(int tcpInfo) {
        return tcpInfo >>> 24;
    }
}
