package io.sockspan.bootstrap;

import java.io.FileDescriptor;

/** The look at a connection at the entry of its close, on the application's thread: with as few system calls as will do. */
final class CloseObservation {
    /** What makes that which can be read, or that nothing can, say something else than usual. */
    private static final int UNUSUAL =
            SocketRecord.ADOPTED | SocketRecord.HALF_SHUT | SocketRecord.END_OF_STREAM | SocketRecord.BROKEN;

    private CloseObservation() {}

    /** Sets what the record keeps of it; the descriptor is the record's own, and open. */
    static void at(SocketRecord record, FileDescriptor descriptor) {
        boolean usual = record.is(SocketRecord.CONNECTED) && !record.is(UNUSUAL);
        if (!usual || !byPoll(record, KernelCalls.poll(descriptor), descriptor)) {
            record.tcpInfoAtClose = KernelCalls.tcpInfo(descriptor);
            // Behind the end of the stream nothing can be left to read.
            record.unreadAtClose = record.is(SocketRecord.END_OF_STREAM)
                    ? 0
                    : KernelCalls.unreadAtClose(descriptor, record.tcpInfoAtClose);
        }
        if (record.unreadAtClose > 0) {
            record.raise(SocketRecord.UNREAD_AT_CLOSE);
        }
    }

    /** In place of a look: what is known without. */
    static void none(SocketRecord record) {
        if (record.is(SocketRecord.END_OF_STREAM)) {
            record.unreadAtClose = 0;
        }
        record.raise(SocketRecord.UNASKED_AT_CLOSE);
    }

    /**
     * Of a connection that was made and whose directions the application has not shut, one poll tells the state and, but behind the
     * peer's FIN, whether bytes wait ({@code tcp_poll} in Linux's net/ipv4/tcp.c).
     *
     * @return false if it is neither ESTABLISHED nor in CLOSE_WAIT, or the kernel does not say
     */
    private static boolean byPoll(SocketRecord record, int events, FileDescriptor descriptor) {
        switch (events) {
            case 0:
                record.tcpInfoAtClose = KernelCalls.ESTABLISHED;
                record.unreadAtClose = 0;
                return true;
            case KernelCalls.POLLIN:
                record.tcpInfoAtClose = KernelCalls.ESTABLISHED;
                record.unreadAtClose = 1;
                return true;
            case KernelCalls.POLLIN | KernelCalls.POLLRDHUP:
                record.tcpInfoAtClose = KernelCalls.CLOSE_WAIT;
                record.unreadAtClose = KernelCalls.unread(descriptor);
                return true;
            default:
                return false;
        }
    }
}
