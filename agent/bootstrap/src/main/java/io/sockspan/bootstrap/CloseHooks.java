package io.sockspan.bootstrap;

import java.io.FileDescriptor;

/** What woven JDK code calls as a connection is shut down and closed, on the application's threads; see {@link OpenHooks}. */
public final class CloseHooks {
    private CloseHooks() {}

    /** shutdownInput was entered. */
    public static void inputShutdown(FileDescriptor descriptor) {
        Recording recording = Recording.current();
        SocketRecord record = recording.find(descriptor);
        if (record != null && record.is(SocketRecord.CONNECTED)) {
            record.raise(SocketRecord.HALF_SHUT);
            recording.offer(record, EventKind.INPUT_SHUTDOWN, System.nanoTime(), 0, null);
        }
    }

    /** shutdownOutput was entered. */
    public static void outputShutdown(FileDescriptor descriptor) {
        Recording recording = Recording.current();
        SocketRecord record = recording.find(descriptor);
        if (record != null && record.is(SocketRecord.CONNECTED) && !record.is(SocketRecord.CLOSING)) {
            record.raise(SocketRecord.HALF_SHUT);
            int tcpInfo = KernelCalls.tcpInfo(descriptor);
            recording.offer(record, EventKind.OUTPUT_SHUTDOWN, System.nanoTime(), tcpInfo, null);
        }
    }

    /**
     * Close was entered. The kernel's state at this moment decides who closes first: from JDK 17 on close itself shuts the output down
     * before it closes, so the state would be too late afterwards.
     */
    public static void closing(FileDescriptor descriptor) {
        Recording recording = Recording.current();
        SocketRecord record = recording.findLast(descriptor);
        if (record != null && record.raise(SocketRecord.CLOSING)) {
            // On JDK 8 a forgotten Socket is closed by its finalizer.
            noteClosing(recording, record, descriptor, "Finalizer");
        }
    }

    /** The descriptor's number is about to be given back to the kernel. */
    public static void released(FileDescriptor descriptor) {
        Recording recording = Recording.current();
        SocketRecord record = recording.findLast(descriptor);
        if (record != null) {
            release(recording, record, descriptor);
        } else {
            recording.releasedUnknown(descriptor);
        }
    }

    /** As {@link #released}, where the JDK (11) has only the number left, because it cleans up after the garbage collector. */
    public static void cleaned(int number) {
        Recording recording = Recording.current();
        SocketRecord record = recording.open(number);
        if (record != null) {
            FileDescriptor descriptor = record.get();
            release(recording, record, descriptor == null ? KernelCalls.descriptorOf(number) : descriptor);
        }
    }

    private static void release(Recording recording, SocketRecord record, FileDescriptor descriptor) {
        if (!record.raise(SocketRecord.RELEASED)) {
            return;
        }
        if (record.raise(SocketRecord.CLOSING)) {
            // Nobody asked for a close: the JDK's cleaner does it for an owner that was collected.
            noteClosing(recording, record, descriptor, "Common-Cleaner");
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

    /** Whether only the kernel knows what close has done so far. */
    private static boolean isOpenEndedClose(SocketRecord record, long now) {
        // Whether a FIN went out before the reset shows only now.
        return record.is(SocketRecord.UNREAD_AT_CLOSE)
                || record.is(SocketRecord.CONNECTED | SocketRecord.LISTENING)
                        && record.is(SocketRecord.CLOSE_TOLD)
                        && now - record.closingAt > Recording.QUICK_CLOSE;
    }

    /**
     * Keeps in the record what is known at the entry of close.
     *
     * @param collector the name of the thread that would close for the garbage collector
     */
    private static void noteClosing(
            Recording recording, SocketRecord record, FileDescriptor descriptor, String collector) {
        if (collector.equals(Thread.currentThread().getName())) {
            record.raise(SocketRecord.CLOSED_BY_COLLECTOR);
        }
        long now = System.nanoTime();
        if (descriptor != null && record.is(SocketRecord.CONNECTED | SocketRecord.CONNECTING)) {
            if (isObserved(recording, record, now)) {
                CloseObservation.at(record, descriptor);
                // Behind the look and before the kernel's close: what was seen still held then.
                now = System.nanoTime();
            } else {
                CloseObservation.none(record);
            }
        }
        record.closingAt = now;
        record.raise(SocketRecord.CLOSE_TOLD);
    }

    /** The system calls of a look are most of what the hooks of a short connection cost. */
    private static boolean isObserved(Recording recording, SocketRecord record, long now) {
        // The outcome of a connect that no call has returned is known to the kernel alone.
        return !record.is(SocketRecord.CONNECTED) || record.is(SocketRecord.WATCHED) || recording.takeCloseObservation(now);
    }
}
