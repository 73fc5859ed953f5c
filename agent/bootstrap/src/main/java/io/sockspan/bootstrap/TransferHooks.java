package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.SocketImpl;
import java.net.SocketOptions;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;

/**
 * Hooks that woven JDK code calls on the application's threads after reads and writes and before options are set. The rules of
 * {@link OpenHooks} apply.
 */
public final class TransferHooks {
    /** Java 8 returns the end of the stream after a reset. */
    private static final boolean SHOWS_RESET_AS_END = SystemProperty.isJava8();

    /** The result of a read at the end of the stream ({@code sun.nio.ch.IOStatus.EOF}). */
    private static final int EOF = -1;

    private TransferHooks() {}

    /** As {@link #read(FileDescriptor, long, Throwable)}, with the address to which it has read. */
    public static void read(FileDescriptor descriptor, long address, long count, Throwable failure) {
        if (count > 0) {
            EngineHooks.received(descriptor, address, count);
        }
        read(descriptor, count, failure);
    }

    /** As {@link #read(FileDescriptor, long, Throwable)}, with the array of {@code struct iovec} to which it has read. */
    public static void readVector(FileDescriptor descriptor, long vector, long count, Throwable failure) {
        if (count > 0) {
            EngineHooks.receivedVector(descriptor, vector, count);
        }
        read(descriptor, count, failure);
    }

    /**
     * A read of the channels' dispatcher has returned.
     *
     * @param count the number of bytes, or a negative constant of {@code sun.nio.ch.IOStatus}
     * @param failure what it threw, or null
     */
    public static void read(FileDescriptor descriptor, long count, Throwable failure) {
        if (count > 0) {
            transferred(descriptor, true);
        } else if (count == EOF) {
            endOfStream(descriptor);
        } else if (failure != null) {
            failed(descriptor, failure);
        }
    }

    /**
     * A read of a socket's stream has returned (until JDK 12). It returns 0 at the end of the stream.
     *
     * @param length the number of requested bytes
     * @param failure what it threw, or null
     */
    public static void streamRead(FileDescriptor descriptor, int length, int count, Throwable failure) {
        if (failure != null) {
            failed(descriptor, failure);
        } else if (count > 0) {
            transferred(descriptor, true);
        } else if (length > 0) {
            endOfStream(descriptor);
        }
    }

    /**
     * A write of the channels' dispatcher has returned.
     *
     * @param count the number of bytes that the kernel accepted, or a negative constant of {@code sun.nio.ch.IOStatus}
     * @param failure what it threw, or null
     */
    public static void written(FileDescriptor descriptor, long count, Throwable failure) {
        if (failure != null) {
            failed(descriptor, failure);
        } else if (count > 0) {
            transferred(descriptor, false);
        }
    }

    /**
     * The kernel was asked to send a part of a file.
     *
     * @param descriptor where to, which need not be a socket
     * @param count the number of bytes that it has sent, or a negative constant of {@code sun.nio.ch.IOStatus}
     */
    public static void sent(FileDescriptor descriptor, long count) {
        if (count > 0) {
            transferred(descriptor, false);
        }
    }

    /** A write of a {@link SocketImpl}'s stream has written all its bytes, or has thrown. */
    public static void streamWritten(Object socket, Throwable failure) {
        if (failure != null || Recording.current().wantsTransfers()) {
            written(JdkFields.descriptor((SocketImpl) socket), 1, failure);
        }
    }

    private static void transferred(FileDescriptor descriptor, boolean read) {
        Recording recording = Recording.current();
        if (recording.wantsTransfers()) {
            transferred(recording, recording.find(descriptor), read);
        }
    }

    static void transferred(Recording recording, SocketRecord record, boolean read) {
        if (record != null && recording.watchesTransfers()) {
            long now = System.nanoTime();
            if (read) {
                record.lastReadAt = now;
            } else {
                record.lastWrittenAt = now;
                learnWriter(record);
            }
            if (record.is(SocketRecord.USE_WANTED)) {
                noteUse(recording, record, read ? Transfer.READ : Transfer.WRITE, now);
            }
        }
    }

    /** Reports who uses the socket, once for each time that the agent's thread wants to know; if no stack may be taken now, not this time. */
    private static void noteUse(Recording recording, SocketRecord record, Transfer transfer, long now) {
        Caller caller =
                record.lower(SocketRecord.USE_WANTED) ? recording.callSites().caller(now, null) : null;
        if (caller != null) {
            recording.offer(record, EventKind.USED, now, transfer.ordinal(), caller);
        }
    }

    /**
     * Finds out whether the JDK's TLS layer writes, once for each socket that is written while transfers are watched. A TLS layer may have been
     * put upon a connected socket, and then the opening stack does not show it.
     */
    private static void learnWriter(SocketRecord record) {
        if (!record.is(SocketRecord.WRITER_KNOWN) && record.raise(SocketRecord.WRITER_KNOWN)) {
            for (StackTraceElement frame : new Throwable().getStackTrace()) {
                if (frame.getClassName().startsWith("sun.security.ssl.")) {
                    record.raise(SocketRecord.TLS);
                    return;
                }
            }
        }
    }

    private static void endOfStream(FileDescriptor descriptor) {
        Recording recording = Recording.current();
        endOfStream(recording, recording.find(descriptor), descriptor);
    }

    static void endOfStream(Recording recording, SocketRecord record, FileDescriptor descriptor) {
        if (record == null || record.is(SocketRecord.CLOSING)) {
            return;
        }
        if (record.is(SocketRecord.USE_WANTED)) {
            noteUse(recording, record, Transfer.END_OF_STREAM, System.nanoTime());
        }
        if (record.raise(SocketRecord.END_OF_STREAM)) {
            // The FIN had arrived when the read returned. A reset may still come until the state is read.
            long returned = System.nanoTime();
            int tcpInfo = isPeersFin(record) ? 0 : KernelCalls.tcpInfo(descriptor);
            boolean isFin = tcpInfo == 0 || (tcpInfo & 0xff) == KernelCalls.CLOSE_WAIT;
            recording.offer(record, EventKind.END_OF_STREAM, isFin ? returned : System.nanoTime(), tcpInfo, null);
        }
    }

    /** Whether only the peer's FIN can be the cause of the end of the stream, so that no tcp_info is needed. */
    private static boolean isPeersFin(SocketRecord record) {
        return !SHOWS_RESET_AS_END && !record.is(SocketRecord.HALF_SHUT | SocketRecord.BROKEN | SocketRecord.ADOPTED);
    }

    private static void failed(FileDescriptor descriptor, Throwable failure) {
        if (failure instanceof IOException && !(failure instanceof SocketTimeoutException)) {
            Recording recording = Recording.current();
            failed(recording, recording.find(descriptor), descriptor, failure);
        }
    }

    static void failed(Recording recording, SocketRecord record, FileDescriptor descriptor, Throwable failure) {
        if (record != null && !record.is(SocketRecord.CLOSING | SocketRecord.BROKEN)) {
            int tcpInfo = KernelCalls.tcpInfo(descriptor);
            // An interrupted or refused transfer does not affect the connection. Only a broken connection is an
            // event.
            boolean dead = tcpInfo == 0 || (tcpInfo & 0xff) == KernelCalls.CLOSED;
            if (dead && record.raise(SocketRecord.BROKEN)) {
                recording.offer(record, EventKind.BROKEN, System.nanoTime(), tcpInfo, failure.getMessage());
            }
        }
    }

    /** The application sets an option of {@link StandardSocketOptions}. */
    public static void optionSet(FileDescriptor descriptor, Object option, Object value) {
        if (option == StandardSocketOptions.SO_LINGER) {
            lingerSet(descriptor, value);
        }
    }

    /** The application sets an option of {@link SocketOptions} (until JDK 12). */
    public static void optionSet(FileDescriptor descriptor, int option, Object value) {
        if (option == SocketOptions.SO_LINGER) {
            lingerSet(descriptor, value);
        }
    }

    private static void lingerSet(FileDescriptor descriptor, Object value) {
        SocketRecord record = Recording.current().find(descriptor);
        lingerSet(record, value instanceof Integer && (Integer) value == 0);
    }

    static void lingerSet(SocketRecord record, boolean zero) {
        if (record != null) {
            if (zero) {
                record.raise(SocketRecord.LINGER_ZERO);
            } else {
                record.lower(SocketRecord.LINGER_ZERO);
            }
        }
    }
}
