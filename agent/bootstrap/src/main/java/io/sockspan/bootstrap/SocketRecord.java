package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One TCP descriptor of the application, from its first observation to the release of its number.
 *
 * <p>It refers to the {@link FileDescriptor} weakly: if the descriptor's owner is collected without having closed it,
 * {@link Recording#pollCollected()} returns the record. Application threads set its flags, the agent's thread reads them. Every open socket
 * has a record, so it has no fields that only few sockets need.
 */
public class SocketRecord extends WeakReference<FileDescriptor> {
    /** Connect was entered. */
    public static final int CONNECTING = 1;
    /** Connect or accept succeeded. */
    public static final int CONNECTED = 1 << 1;

    public static final int LISTENING = 1 << 2;
    /** A read has returned the end of the stream. */
    public static final int END_OF_STREAM = 1 << 3;
    /** A connect failed, or a read or write failed on a broken connection. */
    public static final int BROKEN = 1 << 4;
    /** SO_LINGER is on with a timeout of zero: close sends a reset. */
    public static final int LINGER_ZERO = 1 << 5;
    /** Close was entered. */
    public static final int CLOSING = 1 << 6;
    /** The receive buffer had unread bytes at the entry of close: the kernel sends a reset. */
    public static final int UNREAD_AT_CLOSE = 1 << 7;
    /** The descriptor's number was released to the kernel. */
    public static final int RELEASED = 1 << 8;
    /** The full queue refused an event of this socket. */
    public static final int INCOMPLETE = 1 << 9;
    /** No hook recorded its creation; {@link #openedAt} is when it was found. */
    public static final int ADOPTED = 1 << 10;
    /** Adopted, and no call of the application has revealed its {@link FileDescriptor} yet. */
    public static final int UNRESOLVED = 1 << 11;
    /** The facts at the entry of close are in {@link #closingAt}, {@link #tcpInfoAtClose} and {@link #unreadAtClose}. */
    public static final int CLOSE_REPORTED = 1 << 12;
    /** The JDK closed it after a garbage collection. */
    public static final int CLOSED_BY_COLLECTOR = 1 << 13;
    /** The application has shut one direction down, so that readability proves nothing about the peer. */
    public static final int HALF_SHUT = 1 << 14;

    /** The entry of its close always reads the kernel's state, whatever the rate of closes. */
    public static final int WATCHED = 1 << 15;
    /** The entry of close did not read the kernel's state, because the rate was exceeded. */
    public static final int UNASKED_AT_CLOSE = 1 << 16;

    /**
     * It was created while the hooks were installed, but no hook recorded it: native code created it, or the process got its number from
     * elsewhere, such as from another process.
     */
    public static final int UNHOOKED = 1 << 17;

    /** Whether {@link #TLS} is right: a write was seen while transfers were watched. */
    public static final int WRITER_KNOWN = 1 << 18;
    /** The JDK's TLS layer writes to it. */
    public static final int TLS = 1 << 19;

    /** The next read or write is to be reported with its stack. */
    public static final int USE_WANTED = 1 << 20;

    private static final AtomicIntegerFieldUpdater<SocketRecord> FLAGS =
            AtomicIntegerFieldUpdater.newUpdater(SocketRecord.class, "flags");

    /** The socket's id, unique in this JVM. Ids increase from 1 in the order in which sockets are recorded. */
    public final long id;
    /** The descriptor's number. */
    public final int number;
    /** When the descriptor was first observed, {@link System#nanoTime()}. */
    public final long openedAt;
    /** Name of the thread that created or accepted it; for an adopted socket, of the thread that first used it; empty if unknown. */
    public final String thread;

    /** The stack of its creation; null if it was not taken, and after the agent's thread has resolved it. */
    public volatile CallSite callSite;
    /**
     * The connect or accept, until the agent's thread has handled it; null before and after. Not volatile: if the agent's thread reads it
     * too early, it reads it again later.
     */
    public Opening opening;
    /** When a read last returned bytes, {@link System#nanoTime()}; 0 if none did or transfers are not watched. */
    public volatile long lastReadAt;
    /** When a write last sent bytes, {@link System#nanoTime()}; 0 if none did or transfers are not watched. */
    public volatile long lastWrittenAt;
    /** When close was entered, {@link System#nanoTime()}; valid only if {@link #CLOSE_REPORTED}. */
    public long closingAt;
    /** The tcp_info at {@link #closingAt}; 0 if unknown. */
    public int tcpInfoAtClose;
    /** The whole tcp_info at {@link #closingAt}; null if it was not read. */
    public byte[] wholeTcpInfoAtClose;
    /** The number of unread bytes at {@link #closingAt}, or another positive number if it is above zero; -1 if unknown. */
    public int unreadAtClose = -1;
    /**
     * The agent's own state of this socket. Only the agent's thread accesses it; null until it has handled the record. A record that
     * replaces the record of an adopted socket is created with a {@link Predecessor}.
     */
    public SocketFollower follower;

    private volatile int flags;

    SocketRecord(
            FileDescriptor descriptor,
            ReferenceQueue<FileDescriptor> collected,
            int number,
            long id,
            long openedAt,
            CallSite callSite) {
        this(descriptor, collected, number, id, openedAt, caller(), callSite);
    }

    SocketRecord(
            FileDescriptor descriptor,
            ReferenceQueue<FileDescriptor> collected,
            int number,
            long id,
            long openedAt,
            String thread,
            CallSite callSite) {
        super(descriptor, collected);
        this.number = number;
        this.id = id;
        this.openedAt = openedAt;
        this.thread = thread;
        this.callSite = callSite;
    }

    /** @param collected null if the application has no descriptor object, only a number */
    static SocketRecord created(
            FileDescriptor descriptor,
            ReferenceQueue<FileDescriptor> collected,
            int number,
            long id,
            long openedAt,
            CallSite callSite) {
        return collected == null
                ? new NativeRecord(descriptor, number, id, openedAt, callSite)
                : new SocketRecord(descriptor, collected, number, id, openedAt, callSite);
    }

    private static String caller() {
        return NameLimit.bounded(Thread.currentThread().getName());
    }

    /** The record of a socket that was found open. */
    static SocketRecord adopted(int number, long id, long foundAt, int flags) {
        SocketRecord record = new SocketRecord(null, null, number, id, foundAt, "", null);
        record.flags = flags | ADOPTED | UNRESOLVED;
        return record;
    }

    /** A new record of the same socket with its descriptor object; the parameters are those of {@link #created}. */
    SocketRecord resolved(FileDescriptor descriptor, ReferenceQueue<FileDescriptor> collected, CallSite callSite) {
        SocketRecord record = created(descriptor, collected, number, id, openedAt, callSite);
        record.flags = flags & ~(UNRESOLVED | CLOSE_REPORTED);
        record.follower = new Predecessor(this);
        return record;
    }

    /**
     * Copies the facts of close from the earlier record of the same socket, unless this record has its own. Close may be entered before the
     * call that reveals the descriptor returns. For the agent's thread.
     */
    public void learnCloseOf(SocketRecord predecessor) {
        if (predecessor.is(CLOSE_REPORTED) && !is(CLOSE_REPORTED)) {
            closingAt = predecessor.closingAt;
            tcpInfoAtClose = predecessor.tcpInfoAtClose;
            wholeTcpInfoAtClose = predecessor.wholeTcpInfoAtClose;
            unreadAtClose = predecessor.unreadAtClose;
            for (int flag : new int[] {UNREAD_AT_CLOSE, CLOSED_BY_COLLECTOR, UNASKED_AT_CLOSE, CLOSE_REPORTED}) {
                if (predecessor.is(flag)) {
                    raise(flag);
                }
            }
        }
    }

    /** Makes the close of this socket read the kernel's state, whatever the rate of closes. */
    public void watch() {
        raise(WATCHED);
    }

    /** Asks for the caller of the next read or write ({@link EventKind#USED}); those with bytes are seen only while transfers are watched. */
    public void wantUse() {
        raise(USE_WANTED);
    }

    /** The local address, if a call of the application has returned it; else null. */
    public InetSocketAddress localAddress() {
        return null;
    }

    public boolean is(int flag) {
        return (flags & flag) != 0;
    }

    /** Sets a flag; false if it was set before. */
    boolean raise(int flag) {
        for (; ; ) {
            int before = flags;
            if ((before & flag) != 0) {
                return false;
            }
            if (FLAGS.compareAndSet(this, before, before | flag)) {
                return true;
            }
        }
    }

    /** Clears a flag; false if it was not set. */
    boolean lower(int flag) {
        for (; ; ) {
            int before = flags;
            if ((before & flag) == 0) {
                return false;
            }
            if (FLAGS.compareAndSet(this, before, before & ~flag)) {
                return true;
            }
        }
    }
}
