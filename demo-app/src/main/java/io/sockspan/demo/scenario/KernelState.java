package io.sockspan.demo.scenario;

/** The states of {@code /proc/self/net/tcp}, in the order of the kernel's numbers, which begin with 1. */
enum KernelState {
    ESTABLISHED,
    SYN_SENT,
    SYN_RECV,
    FIN_WAIT_1,
    FIN_WAIT_2,
    TIME_WAIT,
    CLOSE,
    CLOSE_WAIT,
    LAST_ACK,
    LISTEN,
    CLOSING,
    NEW_SYN_RECV,
    /** Not in the table (any more); no number of the kernel's. */
    GONE;

    private static final KernelState[] VALUES = values();

    static KernelState ofNumber(int number) {
        return VALUES[number - 1];
    }
}
