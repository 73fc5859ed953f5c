package io.sockspan.kernel;

/** The purpose of a socket's running timer, in the order of the kernel's numbers ({@code Documentation/networking/proc_net_tcp.rst}). */
public enum Timer {
    NONE,
    RETRANSMIT,
    /** Keep-alive. A SYN-ACK, and a FIN_WAIT_2 that lasts longer than 60 s, use the same timer. */
    KEEP_ALIVE,
    /** The kernel has reduced the socket to a TIME_WAIT entry; its state is TIME_WAIT or FIN_WAIT_2. */
    TIME_WAIT,
    ZERO_WINDOW_PROBE;

    private static final Timer[] BY_KERNEL_NUMBER = values();

    /** The timer with that number, or null if there is none. */
    static Timer ofKernel(int number) {
        return number < 0 || number >= BY_KERNEL_NUMBER.length ? null : BY_KERNEL_NUMBER[number];
    }
}
