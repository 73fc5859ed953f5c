package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketImpl;

/**
 * Hooks that woven JDK code calls on the application's threads when it has created, accepted or bound a socket.
 *
 * <p>As all hooks, its methods return quickly and take no lock. The weaver catches what they throw ({@link HookFailures#caught}). A hook
 * does nothing for a descriptor without a record; this excludes Unix-domain sockets, pipes and the agent's own connections.
 */
public final class OpenHooks {
    private OpenHooks() {}

    /**
     * The creation of a socket succeeded or failed.
     *
     * @param stream whether it is TCP
     * @param failure what the call threw; null if it created the descriptor
     */
    public static void created(FileDescriptor descriptor, boolean stream, Throwable failure) {
        if (failure != null) {
            failed(failure);
        } else if (stream) {
            Recording recording = Recording.current();
            SocketRecord record = recording.atNumberOf(descriptor);
            // A new descriptor cannot be an adopted one.
            if (record == null || record.get() != descriptor) {
                recording.create(descriptor, null, false);
            }
        }
    }

    /** The creation or accept of a socket ended; {@code failure} is null if it succeeded. */
    public static void failed(Throwable failure) {
        String message = failure instanceof IOException ? failure.getMessage() : null;
        // The message is strerror(EMFILE), which the JDK passes on untranslated on Linux.
        if (message != null && message.contains("Too many open files")) {
            Recording.current().descriptorRefused();
        }
    }

    /** Accept returned a connection, or threw. */
    public static void accepted(SocketImpl socket, Throwable failure) {
        if (failure != null) {
            failed(failure);
        } else {
            PassiveOpen opening = new PassiveOpen(
                    JdkFields.remoteAddress(socket), JdkFields.remotePort(socket), JdkFields.localPort(socket), null);
            Recording.current().create(JdkFields.descriptor(socket), opening, false);
        }
    }

    /** Accept returned a connection. A remote address that is no IP address means that it is a Unix-domain channel. */
    public static void accepted(FileDescriptor descriptor, SocketAddress remote, Object localAddress) {
        if (remote instanceof InetSocketAddress) {
            InetSocketAddress address = (InetSocketAddress) remote;
            InetSocketAddress local = addressOf(localAddress);
            InetAddress localHost = local == null ? null : local.getAddress();
            int localPort = local == null ? 0 : local.getPort();
            PassiveOpen opening = new PassiveOpen(address.getAddress(), address.getPort(), localPort, localHost);
            Recording.current().create(descriptor, opening, false);
        } else if (remote != null) {
            AuxiliaryHooks.unixOpened(descriptor);
        }
    }

    /** Listen succeeded. If the local address is null, it is read from the kernel; its cost does not matter, because listeners are rare. */
    public static void listening(FileDescriptor descriptor, int backlog, Object localAddress) {
        Recording recording = Recording.current();
        listening(recording, recording.find(descriptor), descriptor, backlog, addressOf(localAddress));
    }

    static void listening(
            Recording recording, SocketRecord record, FileDescriptor descriptor, int backlog, InetSocketAddress local) {
        if (record != null && record.raise(SocketRecord.LISTENING)) {
            long now = System.nanoTime();
            InetSocketAddress address = local;
            if (address == null) {
                address = LocalAddresses.of(descriptor);
            }
            recording.offer(record, EventKind.LISTENING, now, backlog, address);
        }
    }

    static InetSocketAddress addressOf(Object address) {
        return address instanceof InetSocketAddress ? (InetSocketAddress) address : null;
    }
}
