package io.sockspan.tcp;

/**
 * The first four bytes of Linux's {@code struct tcp_info} ({@code include/uapi/linux/tcp.h}) as a little-endian int, which is
 * what one {@code getsockopt(TCP_INFO)} of four bytes gives.
 */
public final class KernelWord {
    /** No word: the kernel was not asked, or did not answer. */
    public static final int NONE = 0;

    private KernelWord() {}

    /** {@code tcpi_state}, or null when there is no word. */
    public static TcpState state(int word) {
        return TcpState.ofKernel(word & 0xff);
    }

    /** {@code tcpi_retransmits}: retransmissions of what is outstanding; of the SYN while in SYN_SENT. */
    public static int retransmits(int word) {
        return word >>> 16 & 0xff;
    }

    /** {@code tcpi_probes}: unanswered keep-alive or window probes. */
    public static int probes(int word) {
        return word >>> 24;
    }
}
