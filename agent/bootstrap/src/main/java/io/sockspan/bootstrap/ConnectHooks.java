package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Hooks that woven JDK code calls on the application's threads when a connect begins or ends. The rules of {@link OpenHooks} apply. */
public final class ConnectHooks {
    private ConnectHooks() {}

    /**
     * A connect begins.
     *
     * @return the socket's record, to be passed to the hook that records the outcome; null if the socket is not followed
     */
    public static SocketRecord connecting(FileDescriptor descriptor, SocketAddress remote) {
        if (remote instanceof InetSocketAddress) {
            // InetSocketAddress may be subclassed, but the methods called here are final.
            InetSocketAddress address = (InetSocketAddress) remote;
            if (!address.isUnresolved()) {
                return connecting(descriptor, address.getAddress(), address.getPort());
            }
            unresolved(descriptor, address);
        }
        return null;
    }

    /** As {@link #connecting(FileDescriptor, SocketAddress)}. */
    public static SocketRecord connecting(FileDescriptor descriptor, InetAddress address, int port) {
        Recording recording = Recording.current();
        SocketRecord record = recording.find(descriptor);
        if (record == null && KernelCalls.isTcp(descriptor)) {
            // Otherwise another thread has just closed the descriptor, or it is a UDP socket.
            record = recording.createLate(descriptor);
        }
        if (record == null || begin(recording, record, address, port)) {
            return record;
        }
        ActiveOpen open = activeOpen(record);
        if (open != null) {
            // The JDK replaces the wildcard address by an address of this host.
            open.goesTo(address);
        }
        return null;
    }

    /** A connect begins. It refuses an unresolved name at once, which this hook records. Another hook records resolved addresses later. */
    public static void resolving(FileDescriptor descriptor, SocketAddress remote) {
        if (remote instanceof InetSocketAddress && ((InetSocketAddress) remote).isUnresolved()) {
            unresolved(descriptor, (InetSocketAddress) remote);
        }
    }

    private static void unresolved(FileDescriptor descriptor, InetSocketAddress address) {
        Recording recording = Recording.current();
        SocketRecord record = recording.find(descriptor);
        if (record != null) {
            long now = System.nanoTime();
            String name = address.getHostString();
            DnsLookup lookup = LastLookup.takeFailed(name, now);
            UnresolvedPeer peer = new UnresolvedPeer(name, address.getPort(), recording.applicationContext(), lookup);
            recording.offer(record, EventKind.HOST_UNRESOLVED, now, 0, peer);
        }
    }

    /** False if a connect of this socket has begun or succeeded: a second connect throws and changes nothing. */
    static boolean begin(Recording recording, SocketRecord record, InetAddress address, int port) {
        boolean again = record.is(SocketRecord.BROKEN) && !record.is(SocketRecord.CONNECTED);
        if (again) {
            // A connect failed and left the descriptor open, for example because the address family was wrong.
            record.lower(SocketRecord.CONNECTING | SocketRecord.BROKEN);
        }
        if (!record.raise(SocketRecord.CONNECTING)) {
            return false;
        }
        Object context = recording.applicationContext();
        long now = System.nanoTime();
        ActiveOpen open = new ActiveOpen(address, port, context, now, LastLookup.take(address, now));
        if (again) {
            open.close();
            recording.offer(record, EventKind.CONNECTING, open.enteredAt, 0, open);
        } else {
            record.opening = open;
        }
        return true;
    }

    /** The record of a socket whose connect is pending, for a hook that learns the outcome later; null for any other socket. */
    public static SocketRecord unfinished(FileDescriptor descriptor) {
        SocketRecord record = Recording.current().find(descriptor);
        return isUnfinished(record) ? record : null;
    }

    static boolean isUnfinished(SocketRecord record) {
        return record != null
                && record.is(SocketRecord.CONNECTING)
                && !record.is(SocketRecord.CONNECTED | SocketRecord.BROKEN);
    }

    /**
     * A blocking connect has ended.
     *
     * @param record what {@link #connecting} returned
     * @param failure what it threw, or null
     */
    public static void ended(SocketRecord record, int localPort, Throwable failure) {
        if (failure == null) {
            connected(record, localPort, null);
        } else {
            failed(record, failure);
        }
    }

    /** As {@link #ended(SocketRecord, int, Throwable)}, for callers that have the local address. */
    public static void ended(SocketRecord record, Object localAddress, Throwable failure) {
        if (failure == null) {
            connected(record, 0, localAddress);
        } else {
            failed(record, failure);
        }
    }

    /**
     * A connect of a channel has returned.
     *
     * @param record what {@link #connecting} returned
     * @param done whether the connection is made
     * @param failure what it threw, or null
     */
    public static void returned(SocketRecord record, boolean done, Object localAddress, Throwable failure) {
        if (failure != null) {
            failed(record, failure);
        } else if (done) {
            connected(record, 0, localAddress);
        } else {
            pending(record);
        }
    }

    /**
     * finishConnect has returned.
     *
     * @param record what {@link #unfinished} returned
     * @param done whether the connection is made
     * @param failure what it threw, or null
     */
    public static void finished(SocketRecord record, boolean done, Object localAddress, Throwable failure) {
        if (failure != null) {
            failed(record, failure);
        } else if (done) {
            connected(record, 0, localAddress);
        }
    }

    /** A connect that an earlier call began has succeeded. */
    public static void connected(FileDescriptor descriptor, Object localAddress) {
        connected(Recording.current().find(descriptor), 0, localAddress);
    }

    /** A non-blocking connect has returned, and a later call will finish it. */
    public static void pending(SocketRecord record) {
        if (record != null) {
            ActiveOpen open = activeOpen(record);
            if (open == null || !open.pending()) {
                Recording.current().offer(record, EventKind.CONNECT_PENDING, System.nanoTime(), 0, null);
            }
        }
    }

    static void connected(SocketRecord record, int localPort, Object localAddress) {
        if (record != null && record.raise(SocketRecord.CONNECTED)) {
            long now = System.nanoTime();
            InetSocketAddress local = OpenHooks.addressOf(localAddress);
            ActiveOpen open = activeOpen(record);
            if (open == null || !open.connected(now, localPort, local)) {
                Recording.current().offer(record, EventKind.CONNECTED, now, localPort, local);
            }
        }
    }

    static void failed(SocketRecord record, Throwable failure) {
        if (record != null && record.raise(SocketRecord.BROKEN)) {
            ActiveOpen open = activeOpen(record);
            if (open != null) {
                // Another attempt may follow, and this object holds the outcome of one only.
                open.close();
            }
            Recording.current().offer(record, EventKind.CONNECT_FAILED, System.nanoTime(), 0, failure);
        }
    }

    private static ActiveOpen activeOpen(SocketRecord record) {
        Opening opening = record.opening;
        return opening instanceof ActiveOpen ? (ActiveOpen) opening : null;
    }
}
