package io.sockspan.bootstrap;

import java.io.FileDescriptor;

/**
 * Hooks that woven JDK code calls on the application's threads when it shuts down or closes a socket. The rules of {@link OpenHooks} apply.
 */
public final class CloseHooks {
    /**
     * The longest time from the entry of close to the release of the descriptor that needs no second reading of the kernel's state, in
     * nanoseconds. A longer close was delayed, because the JDK loaded classes or the thread was not scheduled.
     */
    public static final long QUICK_CLOSE = 500_000;

    /**
     * The classes of the JDK's threads that close after a garbage collection. Their names would not do: any thread of the application may
     * have the same name.
     */
    private static final String FINALIZER = "java.lang.ref.Finalizer$FinalizerThread";

    private static final String CLEANER = "jdk.internal.misc.InnocuousThread";

    private CloseHooks() {}

    /** shutdownInput was entered. */
    public static void inputShutdown(FileDescriptor descriptor) {
        Recording recording = Recording.current();
        inputShutdown(recording, recording.find(descriptor));
    }

    static void inputShutdown(Recording recording, SocketRecord record) {
        if (record != null && record.is(SocketRecord.CONNECTED)) {
            record.raise(SocketRecord.HALF_SHUT);
            recording.offer(record, EventKind.INPUT_SHUTDOWN, System.nanoTime(), 0, null);
        }
    }

    /** shutdownOutput was entered. */
    public static void outputShutdown(FileDescriptor descriptor) {
        Recording recording = Recording.current();
        outputShutdown(recording, recording.find(descriptor), descriptor);
    }

    static void outputShutdown(Recording recording, SocketRecord record, FileDescriptor descriptor) {
        if (record != null && record.is(SocketRecord.CONNECTED) && !record.is(SocketRecord.CLOSING)) {
            record.raise(SocketRecord.HALF_SHUT);
            int tcpInfo = KernelCalls.tcpInfo(descriptor);
            recording.offer(record, EventKind.OUTPUT_SHUTDOWN, System.nanoTime(), tcpInfo, null);
        }
    }

    /**
     * Close was entered. The kernel's state at the entry decides which side closes first. A later reading would be too late, because since
     * JDK 17 close shuts the output down before it releases the descriptor.
     */
    public static void closing(FileDescriptor descriptor) {
        Recording recording = Recording.current();
        SocketRecord record = recording.findLast(descriptor);
        if (record != null && record.raise(SocketRecord.CLOSING)) {
            // On JDK 8 the finalizer closes a Socket that the application did not close.
            noteClosing(recording, record, descriptor, FINALIZER);
            noteCaller(recording, record, null);
        }
    }

    /** As {@link #closing}, for a channel, which the JDK also closes if a thread that uses it is interrupted. */
    public static void channelClosing(Object channel, FileDescriptor descriptor) {
        Recording recording = Recording.current();
        SocketRecord record = recording.findLast(descriptor);
        if (record != null && record.raise(SocketRecord.CLOSING)) {
            noteClosing(recording, record, descriptor, FINALIZER);
            noteCaller(recording, record, InterruptedChannels.target(channel));
        } else if (record == null) {
            recording.auxiliary().remove(descriptor);
        }
    }

    /** The JDK is about to release the descriptor's number to the kernel. */
    public static void released(FileDescriptor descriptor) {
        Recording recording = Recording.current();
        SocketRecord record = recording.findLast(descriptor);
        if (record != null) {
            release(recording, record, descriptor);
        } else {
            // It may be one of the agent's own.
            recording.own().released(descriptor);
        }
    }

    /** As {@link #released}, for the cleaner of JDK 11, which has only the number because the descriptor object was collected. */
    public static void cleaned(int number) {
        Recording recording = Recording.current();
        SocketRecord record = recording.open(number);
        if (record != null) {
            FileDescriptor descriptor = record.get();
            release(recording, record, descriptor == null ? KernelCalls.descriptorOf(number) : descriptor);
        }
    }

    static void release(Recording recording, SocketRecord record, FileDescriptor descriptor) {
        if (!record.raise(SocketRecord.RELEASED)) {
            return;
        }
        if (record.raise(SocketRecord.CLOSING)) {
            // The application did not call close: the JDK's cleaner closes for an owner that was collected.
            noteClosing(recording, record, descriptor, CLEANER);
            noteCaller(recording, record, null);
        }
        long now = System.nanoTime();
        int tcpInfo = 0;
        if (descriptor != null && isOpenEndedClose(record, now)) {
            tcpInfo = KernelCalls.tcpInfo(descriptor);
            now = System.nanoTime();
        }
        recording.forget(record);
        recording.offer(record, EventKind.RELEASED, now, tcpInfo, null);
    }

    /** Whether the kernel's state is needed to know what this close has done so far. */
    private static boolean isOpenEndedClose(SocketRecord record, long now) {
        // Only the state at this point shows whether a FIN preceded the reset.
        return record.is(SocketRecord.UNREAD_AT_CLOSE)
                || record.is(SocketRecord.CONNECTED | SocketRecord.LISTENING)
                        && record.is(SocketRecord.CLOSE_REPORTED)
                        && now - record.closingAt > QUICK_CLOSE;
    }

    /**
     * Stores the facts at the entry of close in the record.
     *
     * @param collector the class of the JDK's thread that closes here after a garbage collection
     */
    private static void noteClosing(
            Recording recording, SocketRecord record, FileDescriptor descriptor, String collector) {
        if (collector.equals(Thread.currentThread().getClass().getName())) {
            record.raise(SocketRecord.CLOSED_BY_COLLECTOR);
        }
        long now = System.nanoTime();
        if (descriptor != null && record.is(SocketRecord.CONNECTED | SocketRecord.CONNECTING)) {
            if (isObserved(recording, record, now)) {
                boolean readsAll = WholeTcpInfo.mayReadAtClose(record, now);
                if (readsAll) {
                    // First, because the peer's FIN may come between the observation and the time that is taken for it.
                    LocalAddresses.readAtClose(record, descriptor);
                }
                CloseObservation.at(record, descriptor);
                if (readsAll) {
                    WholeTcpInfo.readAtClose(record);
                }
                // This time follows the observation and precedes the kernel's close, so the observed state was still
                // valid then.
                now = System.nanoTime();
            } else {
                CloseObservation.none(record);
            }
        }
        record.closingAt = now;
        record.raise(SocketRecord.CLOSE_REPORTED);
    }

    /**
     * Reports who closes, if that resets the connection or an interrupt does it.
     *
     * @param interrupted see {@link Caller#interrupted}
     */
    private static void noteCaller(Recording recording, SocketRecord record, Thread interrupted) {
        boolean resets = record.is(SocketRecord.CONNECTED)
                && record.is(SocketRecord.UNREAD_AT_CLOSE | SocketRecord.LINGER_ZERO)
                && !record.is(SocketRecord.CLOSED_BY_COLLECTOR | SocketRecord.BROKEN);
        if (resets || interrupted != null) {
            Caller caller = recording.callSites().caller(record.closingAt, interrupted);
            if (caller != null) {
                recording.offer(record, EventKind.CLOSE_CALLED, record.closingAt, 0, caller);
            }
        }
    }

    /** The system calls of an observation are the largest part of the hooks' cost for a short connection. */
    private static boolean isObserved(Recording recording, SocketRecord record, long now) {
        // No call has returned the outcome of a pending connect, so only the kernel has it.
        return !record.is(SocketRecord.CONNECTED)
                || record.is(SocketRecord.WATCHED)
                || recording.takeCloseObservation(now);
    }
}
