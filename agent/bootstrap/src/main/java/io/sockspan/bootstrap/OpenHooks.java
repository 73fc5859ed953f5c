package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketImpl;

/**
 * What woven JDK code calls where it has created, accepted or bound a socket, on the application's threads.
 *
 * <p>As all hooks, its methods return quickly and take no lock; the weaver catches what they throw ({@link HookFailures#caught}). A hook
 * that cannot find the descriptor's record does nothing, which is how Unix-domain sockets, pipes and the agent's own connections stay out.
 */
public final class OpenHooks {
    private OpenHooks() {}

    /**
     * A socket was created, or could not be.
     *
     * @param stream whether it is TCP
     * @param failure what the call threw; null if it made the descriptor
     */
    public static void created(FileDescriptor descriptor, boolean stream, Throwable failure) {
        if (failure != null) {
            failed(failure);
        } else if (stream) {
            Recording recording = Recording.current();
            SocketRecord record = recording.atNumberOf(descriptor);
            // It is new, so it is none that was adopted.
            if (record == null || record.get() != descriptor) {
                recording.create(descriptor, null);
            }
        }
    }

    /** Creating or accepting a socket failed; null if it did not. */
    public static void failed(Throwable failure) {
        String message = failure instanceof IOException ? failure.getMessage() : null;
        // strerror(EMFILE); on Linux the JDK passes it on untranslated.
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
            Recording.current().create(JdkFields.descriptor(socket), opening);
        }
    }

    /** Accept returned a connection; a remote address of another family than IP is not TCP. */
    public static void accepted(FileDescriptor descriptor, SocketAddress remote, Object localAddress) {
        if (remote instanceof InetSocketAddress) {
            InetSocketAddress address = (InetSocketAddress) remote;
            InetSocketAddress local = addressOf(localAddress);
            InetAddress localHost = local == null ? null : local.getAddress();
            int localPort = local == null ? 0 : local.getPort();
            Recording.current()
                    .create(descriptor, new PassiveOpen(address.getAddress(), address.getPort(), localPort, localHost));
        }
    }

    /** Listen succeeded; where the address is not at hand (null), the kernel is asked: a listener is made seldom. */
    public static void listening(FileDescriptor descriptor, int backlog, Object localAddress) {
        Recording recording = Recording.current();
        SocketRecord record = recording.find(descriptor);
        if (record != null && record.raise(SocketRecord.LISTENING)) {
            long now = System.nanoTime();
            InetSocketAddress address = addressOf(localAddress);
            if (address == null) {
                address = KernelCalls.localAddress(descriptor);
            }
            recording.offer(record, EventKind.LISTENING, now, backlog, address);
        }
    }

    static InetSocketAddress addressOf(Object address) {
        return address instanceof InetSocketAddress ? (InetSocketAddress) address : null;
    }
}
