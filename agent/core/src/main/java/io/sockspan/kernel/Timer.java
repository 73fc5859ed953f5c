package io.sockspan.kernel;

/** What a socket's timer is running for; numbered as the kernel does ({@code Documentation/networking/proc_net_tcp.rst}). */
public enum Timer {
    NONE,
    RETRANSMIT,
    /** Keep-alive, and what else shares its timer: a SYN-ACK's, or a FIN_WAIT_2 that outlasts 60 s. */
    KEEP_ALIVE,
    /** The socket is reduced to a TIME_WAIT entry, be its state TIME_WAIT or FIN_WAIT_2. */
    TIME_WAIT,
    ZERO_WINDOW_PROBE;

    private static final Timer[] BY_KERNEL_NUMBER = values();

    /** The timer with that number, or null if there is none. */
    static Timer ofKernel(int number) {
        return number < 0 || number >= BY_KERNEL_NUMBER.length ? null : BY_KERNEL_NUMBER[number];
    }
}
