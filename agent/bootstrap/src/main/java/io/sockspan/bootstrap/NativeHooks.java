package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * What the hooks in libraries with sockets of their own native code do, on the application's threads. Such a library knows a socket by its
 * number. The rules of {@link OpenHooks} apply.
 */
public final class NativeHooks {
    private NativeHooks() {}

    /** The library has created a TCP socket. */
    public static void created(int number) {
        Recording.current().create(KernelCalls.descriptorOf(number), null, true);
    }

    /**
     * The library has accepted a connection.
     *
     * @param listener the number of the listener
     * @param address of the peer, with its length before it; null if a later call returns it ({@link #remoteAddress})
     */
    public static void accepted(int listener, int number, byte[] address) {
        Recording recording = Recording.current();
        FileDescriptor descriptor = KernelCalls.descriptorOf(number);
        // A listener without a record may be that of a Unix-domain socket. An adopted one is not resolved here: a
        // server accepts all the
        // time, also while the agent's thread is about to read the state of the record that would be replaced.
        if (recording.open(listener) == null && KernelCalls.tcpInfo(descriptor) == 0) {
            return;
        }
        PassiveOpen opening = address == null ? null : NativeAddress.opening(address);
        SocketRecord record = recording.create(descriptor, opening, true);
        if (record != null && opening == null) {
            record.raise(SocketRecord.CONNECTED);
            ((NativeRecord) record).awaitPeer();
        }
    }

    /** The library has made the accepted connection's channel; no later call returns the peer's address. */
    public static void acceptEnded(int number) {
        SocketRecord record = Recording.current().open(number);
        if (record instanceof NativeRecord && ((NativeRecord) record).takeAwaitedPeer()) {
            record.opening = new PassiveOpen(null, 0, 0, null);
        }
    }

    /** A connect begins. */
    public static void connecting(int number, SocketAddress remote) {
        if (remote instanceof InetSocketAddress && !((InetSocketAddress) remote).isUnresolved()) {
            InetSocketAddress address = (InetSocketAddress) remote;
            connecting(number, address.getAddress(), address.getPort());
        }
    }

    /** As {@link #connecting(int, SocketAddress)}. */
    public static void connecting(int number, InetAddress address, int port) {
        Recording recording = Recording.current();
        SocketRecord record = find(recording, number);
        if (record != null && !record.is(SocketRecord.CONNECTED | SocketRecord.LISTENING)) {
            ConnectHooks.begin(recording, record, address, port);
        }
    }

    /** A connect has returned. If it is not {@code done}, its outcome comes later. */
    public static void connectReturned(int number, boolean done) {
        SocketRecord record = find(Recording.current(), number);
        if (ConnectHooks.isUnfinished(record)) {
            ConnectHooks.returned(record, done, record.localAddress(), null);
        }
    }

    /** A pending connect was asked for its outcome. */
    public static void connectFinished(int number, boolean done) {
        SocketRecord record = find(Recording.current(), number);
        if (ConnectHooks.isUnfinished(record)) {
            ConnectHooks.finished(record, done, record.localAddress(), null);
        }
    }

    /** A connect has failed. */
    public static void connectFailed(int number, Throwable failure) {
        SocketRecord record = find(Recording.current(), number);
        if (ConnectHooks.isUnfinished(record)) {
            ConnectHooks.failed(record, failure);
        }
    }

    /** Listen succeeded. */
    public static void listening(int number, int backlog) {
        Recording recording = Recording.current();
        SocketRecord record = find(recording, number);
        if (record != null) {
            OpenHooks.listening(recording, record, record.get(), backlog, record.localAddress());
        }
    }

    /** A call returned the local address. */
    public static void localAddress(int number, InetSocketAddress address) {
        SocketRecord record = Recording.current().open(number);
        if (record instanceof NativeRecord && address.getPort() != 0) {
            ((NativeRecord) record).learnLocalAddress(address);
        }
    }

    /** A call returned the peer's address, which the kernel has only for a socket that is connected. */
    public static void remoteAddress(int number, InetSocketAddress address) {
        Recording recording = Recording.current();
        SocketRecord record = recording.open(number);
        if (!(record instanceof NativeRecord) || record.is(SocketRecord.CLOSING)) {
            return;
        }
        if (!record.is(SocketRecord.CONNECTED)) {
            // A connect that no hook has seen end, or has seen at all: with TCP Fast Open the first bytes make it.
            ConnectHooks.begin(recording, record, address.getAddress(), address.getPort());
            ConnectHooks.connected(record, 0, record.localAddress());
        } else if (((NativeRecord) record).takeAwaitedPeer()) {
            record.opening = new PassiveOpen(address.getAddress(), address.getPort(), 0, null);
        }
    }

    /** A read has returned; it returns -1 at the end of the stream. */
    public static void read(int number, int count) {
        if (count > 0) {
            transferred(number, true);
        } else if (count < 0) {
            Recording recording = Recording.current();
            SocketRecord record = find(recording, number);
            if (record != null) {
                TransferHooks.endOfStream(recording, record, record.get());
            }
        }
    }

    /** A write has returned. */
    public static void written(int number, long count) {
        if (count > 0) {
            transferred(number, false);
        }
    }

    private static void transferred(int number, boolean read) {
        Recording recording = Recording.current();
        if (recording.wantsTransfers()) {
            TransferHooks.transferred(recording, find(recording, number), read);
        }
    }

    /** A read or write has failed. */
    public static void transferFailed(int number, Throwable failure) {
        Recording recording = Recording.current();
        SocketRecord record = find(recording, number);
        if (record != null) {
            TransferHooks.failed(recording, record, record.get(), failure);
        }
    }

    /** A close with a timeout of zero sends a reset; a negative timeout means that SO_LINGER is off. */
    public static void lingerSet(int number, int seconds) {
        TransferHooks.lingerSet(find(Recording.current(), number), seconds == 0);
    }

    /** A shutdown of an open socket was entered. */
    public static void shutdown(int number, boolean input, boolean output) {
        Recording recording = Recording.current();
        SocketRecord record = find(recording, number);
        if (record == null) {
            return;
        }
        if (input) {
            CloseHooks.inputShutdown(recording, record);
        }
        if (output) {
            CloseHooks.outputShutdown(recording, record, record.get());
        }
    }

    /** The library is about to close the descriptor, which it does once. */
    public static void closing(int number) {
        Recording recording = Recording.current();
        SocketRecord record = recording.open(number);
        if (record instanceof NativeRecord) {
            CloseHooks.release(recording, record, record.get());
        } else if (record != null && record.is(SocketRecord.UNRESOLVED)) {
            CloseHooks.release(recording, record, KernelCalls.descriptorOf(number));
        }
    }

    /** The record of a library's socket, or null. An adopted one of that number is the library's. */
    private static SocketRecord find(Recording recording, int number) {
        SocketRecord record = recording.open(number);
        if (record == null || record instanceof NativeRecord) {
            return record;
        }
        return record.is(SocketRecord.UNRESOLVED)
                ? recording.resolve(record, KernelCalls.descriptorOf(number), true)
                : null;
    }
}
