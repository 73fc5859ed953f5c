package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One TCP descriptor of the application, from the moment it is first seen until its number is given back.
 *
 * <p>It refers to the {@link FileDescriptor} weakly: when the descriptor's owner is collected without having closed it, the record
 * turns up in {@link Recording#pollCollected()}. Application threads raise its flags, the agent's thread reads them. There is one for
 * each open socket, so it has no room for what few of them have.
 */
public final class SocketRecord extends WeakReference<FileDescriptor> {
    /** Connect was entered. */
    public static final int CONNECTING = 1;
    /** Connect or accept succeeded. */
    public static final int CONNECTED = 1 << 1;

    public static final int LISTENING = 1 << 2;
    /** A read has returned the end of the stream. */
    public static final int END_OF_STREAM = 1 << 3;
    /** A read or write has failed for good. */
    public static final int BROKEN = 1 << 4;
    /** SO_LINGER is set to zero: closing sends a reset. */
    public static final int LINGER_ZERO = 1 << 5;
    /** Close was asked for. */
    public static final int CLOSING = 1 << 6;
    /** Bytes waited in the receive buffer when close was entered: the kernel resets instead of closing. */
    public static final int UNREAD_AT_CLOSE = 1 << 7;
    /** The descriptor's number was given back to the kernel. */
    public static final int RELEASED = 1 << 8;
    /** The full queue refused an event of this socket. */
    public static final int INCOMPLETE = 1 << 9;
    /** It is older than the recording: {@link #openedAt} is when it was found. */
    public static final int ADOPTED = 1 << 10;
    /** Adopted, and no call of the application has shown its {@link FileDescriptor} yet. */
    public static final int UNRESOLVED = 1 << 11;
    /** What was known at the entry of close is in {@link #closingAt}, {@link #tcpInfoAtClose} and {@link #unreadAtClose}. */
    public static final int CLOSE_TOLD = 1 << 12;
    /** It is the garbage collector that closes. */
    public static final int CLOSED_BY_COLLECTOR = 1 << 13;
    /** The application has shut one direction down, so that what can be read says nothing of the peer. */
    public static final int HALF_SHUT = 1 << 14;

    /** The agent wants to know how it closes, however many others do. */
    public static final int WATCHED = 1 << 15;
    /** The kernel was not asked at the entry of close, because too many close. */
    public static final int UNASKED_AT_CLOSE = 1 << 16;

    /** No hook saw it being made, though the hooks were there: native code made it, or it was handed over by its number. */
    public static final int UNHOOKED = 1 << 17;

    private static final AtomicIntegerFieldUpdater<SocketRecord> FLAGS =
            AtomicIntegerFieldUpdater.newUpdater(SocketRecord.class, "flags");

    /** Counts from 1 in the order in which sockets are seen. */
    public final long id;
    /** The descriptor's number. */
    public final int number;
    /** {@link System#nanoTime()} at which the descriptor was first seen. */
    public final long openedAt;
    /** Name of the thread that created or accepted it; of an adopted one, of the thread that first used it; else empty. */
    public final String thread;

    /** Where it was created; null if the stack was not taken, and again once the agent's thread has resolved it. */
    public volatile CallSite callSite;
    /**
     * How it was connected or accepted, until the agent's thread has taken that in; null before, and after. Read without any order, as the
     * agent's thread reads it again later where it comes too early.
     */
    public Opening opening;
    /** {@link System#nanoTime()} of the last read that returned bytes; 0 unless transfers are watched and there was one. */
    public volatile long lastReadAt;
    /** The same of the last write. */
    public volatile long lastWrittenAt;
    /** {@link System#nanoTime()} at which close was entered; only if {@link #CLOSE_TOLD}. */
    public long closingAt;
    /** The tcp_info at that time, 0 where it is not known. */
    public int tcpInfoAtClose;
    /** Bytes in the receive buffer at that time, or just some positive number; -1 where it is not known. */
    public int unreadAtClose = -1;
    /**
     * The agent's own view of this socket, read and written by the agent's thread only; null until the agent's thread has seen the record.
     * On an adopted socket's record that a call has just made it is the {@link Predecessor}.
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

    private static String caller() {
        return NameLimit.bounded(Thread.currentThread().getName());
    }

    /** A socket that was found open. */
    static SocketRecord adopted(int number, long id, long foundAt, int flags) {
        SocketRecord record = new SocketRecord(null, null, number, id, foundAt, "", null);
        record.flags = flags | ADOPTED | UNRESOLVED;
        return record;
    }

    /** The same socket, now that its descriptor is known. */
    SocketRecord resolved(FileDescriptor descriptor, ReferenceQueue<FileDescriptor> collected, CallSite callSite) {
        SocketRecord record = new SocketRecord(descriptor, collected, number, id, openedAt, caller(), callSite);
        record.flags = flags & ~(UNRESOLVED | CLOSE_TOLD);
        record.follower = new Predecessor(this);
        return record;
    }

    /**
     * Takes over what another record of the same socket knows of its close, where this one knows nothing: close may be entered before the
     * call returns that shows the descriptor. For the agent's thread.
     */
    public void learnCloseOf(SocketRecord predecessor) {
        if (predecessor.is(CLOSE_TOLD) && !is(CLOSE_TOLD)) {
            closingAt = predecessor.closingAt;
            tcpInfoAtClose = predecessor.tcpInfoAtClose;
            unreadAtClose = predecessor.unreadAtClose;
            for (int flag : new int[] {UNREAD_AT_CLOSE, CLOSED_BY_COLLECTOR, UNASKED_AT_CLOSE, CLOSE_TOLD}) {
                if (predecessor.is(flag)) {
                    raise(flag);
                }
            }
        }
    }

    /** From now on the kernel is asked when this socket is closed, however many others are. */
    public void watch() {
        raise(WATCHED);
    }

    public boolean is(int flag) {
        return (flags & flag) != 0;
    }

    /** Raises a flag; false if it was up already. */
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

    void lower(int flag) {
        int before;
        do {
            before = flags;
        } while (!FLAGS.compareAndSet(this, before, before & ~flag));
    }
}
