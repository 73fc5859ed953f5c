package io.sockspan.tcp;

/**
 * The states of a TCP connection, in the order of RFC 9293, section 3.3.2.
 *
 * <p>{@link #semconv()} is the value that OpenTelemetry's semantic conventions give it in {@code network.connection.state};
 * {@link #kernelNumber()} is Linux's number for it ({@code include/net/tcp_states.h}).
 */
public enum TcpState {
    LISTEN(10, "listen"),
    SYN_SENT(2, "syn_sent"),
    SYN_RECEIVED(3, "syn_received"),
    ESTABLISHED(1, "established"),
    FIN_WAIT_1(4, "fin_wait_1"),
    FIN_WAIT_2(5, "fin_wait_2"),
    CLOSE_WAIT(8, "close_wait"),
    CLOSING(11, "closing"),
    LAST_ACK(9, "last_ack"),
    TIME_WAIT(6, "time_wait"),
    CLOSED(7, "closed");

    private static final TcpState[] BY_KERNEL_NUMBER = new TcpState[13];

    static {
        for (TcpState state : values()) {
            BY_KERNEL_NUMBER[state.kernelNumber] = state;
        }
        // TCP_NEW_SYN_RECV: a handshake without a full socket yet.
        BY_KERNEL_NUMBER[12] = SYN_RECEIVED;
    }

    private final int kernelNumber;
    private final String semconv;

    TcpState(int kernelNumber, String semconv) {
        this.kernelNumber = kernelNumber;
        this.semconv = semconv;
    }

    /** Linux's number for this state. */
    public int kernelNumber() {
        return kernelNumber;
    }

    /** The value of {@code network.connection.state} for this state. */
    public String semconv() {
        return semconv;
    }

    /** The state with that Linux number, or null if there is none. */
    public static TcpState ofKernel(int number) {
        return number < 0 || number >= BY_KERNEL_NUMBER.length ? null : BY_KERNEL_NUMBER[number];
    }
}
