package io.sockspan.recorder;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One TCP descriptor of the application, from its creation until it is given back.
 *
 * <p>It refers to the {@link FileDescriptor} weakly: when the descriptor's owner is collected without having closed it, the record
 * turns up in {@link #COLLECTED}. Flags are raised by application threads and never lowered.
 */
public final class SocketRecord extends WeakReference<FileDescriptor> {
    /** Connect was entered. */
    public static final int CONNECTING = 1;
    /** Connect or accept succeeded. */
    public static final int CONNECTED = 1 << 1;

    public static final int LISTENING = 1 << 2;
    /** A read has returned the end of the stream. */
    public static final int END_OF_STREAM = 1 << 3;
    /** A read or write has failed. */
    public static final int BROKEN = 1 << 4;
    /** SO_LINGER was set to zero: closing sends a reset. */
    public static final int LINGER_ZERO = 1 << 5;

    public static final int OUTPUT_SHUT = 1 << 6;
    /** Close was asked for. */
    public static final int CLOSING = 1 << 7;
    /** The descriptor's number was given back to the kernel. */
    public static final int RELEASED = 1 << 8;
    /** The full queue refused an event of this socket. */
    public static final int INCOMPLETE = 1 << 9;

    /** Records whose {@link FileDescriptor} became unreachable. */
    static final ReferenceQueue<FileDescriptor> COLLECTED = new ReferenceQueue<>();

    private static final AtomicIntegerFieldUpdater<SocketRecord> FLAGS =
            AtomicIntegerFieldUpdater.newUpdater(SocketRecord.class, "flags");

    /** Counts from 1 in the order of creation. */
    public final long id;
    /** The descriptor's number. */
    public final int number;
    /** {@link System#nanoTime()} at which the descriptor was first seen. */
    public final long openedAt;

    private volatile int flags;

    /** The agent's own view of this socket; read and written by the agent's thread only. */
    public Object follower;

    SocketRecord(FileDescriptor descriptor, int number, long id, long openedAt) {
        super(descriptor, COLLECTED);
        this.number = number;
        this.id = id;
        this.openedAt = openedAt;
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
}
