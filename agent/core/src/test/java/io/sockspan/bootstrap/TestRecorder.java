package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** One recording for a test, and the hooks that write to it. Descriptors stand for nothing that is open. */
public final class TestRecorder {
    private static Recording recording = new Recording(null, 1, 0, 0);

    private TestRecorder() {}

    public static void start(
            ThreadGroup ownThreads, int queueSize, int stacksPerSecond, int closeObservationsPerSecond) {
        recording = new Recording(ownThreads, queueSize, stacksPerSecond, closeObservationsPerSecond);
        recording.start();
    }

    public static void stop() {
        recording.stop();
    }

    /** The one that was started last. */
    public static Recording recording() {
        return recording;
    }

    public static KernelAccess kernel() {
        return new KernelAccess();
    }

    public static FileDescriptor descriptor(int number) {
        return KernelCalls.descriptorOf(number);
    }

    public static SocketRecord open(int number) {
        return recording.open(number);
    }

    public static SocketRecord recordOf(FileDescriptor descriptor) {
        return recording.find(descriptor);
    }

    /** A hook reports this. */
    public static void offer(SocketRecord record, EventKind kind, long at, int number) {
        recording.offer(record, kind, at, number, null);
    }

    /** A hook's thread has claimed a slot of the queue and does not come to fill it. */
    public static void claimSlot() {
        try {
            Field queue = Recording.class.getDeclaredField("queue");
            queue.setAccessible(true);
            Field claimed = EventQueue.class.getDeclaredField("claimed");
            claimed.setAccessible(true);
            ((AtomicLong) claimed.get(queue.get(recording))).incrementAndGet();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    public static SocketEvent poll() {
        return recording.poll();
    }

    public static int waiting() {
        return recording.waiting();
    }

    public static long dropped() {
        return recording.dropped();
    }

    public static boolean isAnySeen() {
        return recording.isAnySeen();
    }

    public static void opened(FileDescriptor descriptor) {
        OpenHooks.created(descriptor, true, null);
    }

    public static void accepted(FileDescriptor descriptor, InetSocketAddress remote, InetSocketAddress local) {
        OpenHooks.accepted(descriptor, remote, local);
    }

    public static void listening(FileDescriptor descriptor, int backlog, InetSocketAddress local) {
        OpenHooks.listening(descriptor, backlog, local);
    }

    public static SocketRecord connecting(FileDescriptor descriptor, InetSocketAddress remote) {
        OpenHooks.created(descriptor, true, null);
        return ConnectHooks.connecting(descriptor, remote);
    }

    public static void connected(SocketRecord record, int localPort) {
        ConnectHooks.ended(record, localPort, null);
    }

    /** Bytes were written. */
    public static void transferred(FileDescriptor descriptor) {
        TransferHooks.written(descriptor, 1, null);
    }

    public static void inputShutdown(FileDescriptor descriptor) {
        CloseHooks.inputShutdown(descriptor);
    }

    public static void outputShutdown(FileDescriptor descriptor) {
        CloseHooks.outputShutdown(descriptor);
    }

    public static void closing(FileDescriptor descriptor) {
        CloseHooks.closing(descriptor);
    }

    public static void released(FileDescriptor descriptor) {
        CloseHooks.released(descriptor);
    }
}
