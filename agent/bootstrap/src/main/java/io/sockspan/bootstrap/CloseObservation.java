package io.sockspan.bootstrap;

import java.io.FileDescriptor;

/** Observes a connection at the entry of its close, on the application's thread, with as few system calls as possible. */
final class CloseObservation {
    /** Flags under which readability no longer implies the usual TCP state. */
    private static final int UNUSUAL =
            SocketRecord.ADOPTED | SocketRecord.HALF_SHUT | SocketRecord.END_OF_STREAM | SocketRecord.BROKEN;

    private CloseObservation() {}

    /** Reads the state and the unread bytes into the record. The descriptor is the record's own and is open. */
    static void at(SocketRecord record, FileDescriptor descriptor) {
        boolean usual = record.is(SocketRecord.CONNECTED) && !record.is(UNUSUAL);
        at(record, descriptor, usual ? KernelCalls.poll(descriptor) : -1);
    }

    /** As {@link #at(SocketRecord, FileDescriptor)}; {@code events} are those of a poll, or -1 without one. */
    static void at(SocketRecord record, FileDescriptor descriptor, int events) {
        if (!byPoll(record, events, descriptor)) {
            record.tcpInfoAtClose = KernelCalls.tcpInfo(descriptor);
            // After the end of the stream no byte can be unread.
            record.unreadAtClose = record.is(SocketRecord.END_OF_STREAM) ? 0 : KernelCalls.unread(descriptor);
        }
        if (record.unreadAtClose > 0) {
            record.raise(SocketRecord.UNREAD_AT_CLOSE);
        }
    }

    /** Stores what is known without an observation. */
    static void none(SocketRecord record) {
        if (record.is(SocketRecord.END_OF_STREAM)) {
            record.unreadAtClose = 0;
        }
        record.raise(SocketRecord.UNASKED_AT_CLOSE);
    }

    /**
     * One poll shows the state of a connection that was established and that the application has not shut down in any direction. Unless the
     * peer has sent its FIN, it also shows whether bytes are unread ({@code tcp_poll} in {@code net/ipv4/tcp.c}).
     *
     * <p>The kernel polls without a lock: it may look for the peer's FIN before it arrives, and for bytes after that, where the FIN counts as
     * one. So bytes without a FIN are counted again, under the kernel's lock.
     *
     * @return false if the poll failed or does not decide
     */
    private static boolean byPoll(SocketRecord record, int events, FileDescriptor descriptor) {
        switch (events) {
            case 0:
                record.tcpInfoAtClose = KernelCalls.ESTABLISHED;
                record.unreadAtClose = 0;
                return true;
            case KernelCalls.POLLIN:
                record.tcpInfoAtClose = KernelCalls.ESTABLISHED;
                record.unreadAtClose = KernelCalls.unread(descriptor);
                return record.unreadAtClose > 0;
            case KernelCalls.POLLIN | KernelCalls.POLLRDHUP:
                record.tcpInfoAtClose = KernelCalls.CLOSE_WAIT;
                record.unreadAtClose = KernelCalls.unread(descriptor);
                return true;
            default:
                return false;
        }
    }
}
