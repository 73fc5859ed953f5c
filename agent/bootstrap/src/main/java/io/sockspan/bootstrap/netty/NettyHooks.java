package io.sockspan.bootstrap.netty;

import io.sockspan.bootstrap.HookFailures;
import io.sockspan.bootstrap.NativeHooks;
import io.sockspan.bootstrap.OpenHooks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Hooks in the classes of Netty's native transports, on the application's threads. Each gets the number of the descriptor. A {@code failure}
 * is what the method has thrown, or null. The weaver passes what a hook throws to {@link #caught}.
 */
public final class NettyHooks {
    private NettyHooks() {}

    /** Counts what a hook threw, as {@link HookFailures#caught} does. */
    public static void caught(Throwable failure) {
        HookFailures.caught(failure);
    }

    /** After the creation of a TCP socket. */
    public static void created(int number, Throwable failure) {
        if (failure == null) {
            NativeHooks.created(number);
        } else {
            // Netty's own exception has that of the system call as its cause.
            OpenHooks.failed(failure.getCause() == null ? failure : failure.getCause());
        }
    }

    /** After an accept. The number is negative if no connection waited. */
    public static void accepted(int number, Throwable failure, int listener, byte[] address) {
        if (failure != null) {
            OpenHooks.failed(failure);
        } else if (number >= 0) {
            NativeHooks.accepted(listener, number, address);
        }
    }

    /** Before the channel of an accepted connection is made whose peer's address nobody has yet. */
    public static void acceptBegins(int listener, int number) {
        NativeHooks.accepted(listener, number, null);
    }

    /** After the channel of an accepted connection was made. */
    public static void acceptEnded(int number) {
        NativeHooks.acceptEnded(number);
    }

    /** Before a connect. */
    public static void connecting(int number, SocketAddress remote) {
        NativeHooks.connecting(number, remote);
    }

    /** Before a connect is handed to the kernel, which carries it out later. */
    public static void connectSubmitted(int number, InetSocketAddress remote) {
        NativeHooks.connecting(number, remote);
        NativeHooks.connectReturned(number, false);
    }

    /** Before a send that may also connect (TCP Fast Open). */
    public static void sending(int number, InetAddress remote, int port, boolean connects) {
        if (connects) {
            NativeHooks.connecting(number, remote, port);
            NativeHooks.connectReturned(number, false);
        }
    }

    /** After a connect. */
    public static void connected(boolean done, Throwable failure, int number) {
        if (failure == null) {
            NativeHooks.connectReturned(number, done);
        } else {
            NativeHooks.connectFailed(number, failure);
        }
    }

    /** After finishConnect. */
    public static void finished(boolean done, Throwable failure, int number) {
        if (failure == null) {
            NativeHooks.connectFinished(number, done);
        } else {
            NativeHooks.connectFailed(number, failure);
        }
    }

    /** After listen. */
    public static void listening(int number, int backlog) {
        NativeHooks.listening(number, backlog);
    }

    /** After a call that returns the local address. */
    public static void localAddress(InetSocketAddress address, int number) {
        if (address != null) {
            NativeHooks.localAddress(number, address);
        }
    }

    /** After a call that returns the peer's address. */
    public static void remoteAddress(InetSocketAddress address, int number) {
        if (address != null) {
            NativeHooks.remoteAddress(number, address);
        }
    }

    /** After a read. */
    public static void read(int count, Throwable failure, int number) {
        if (failure == null) {
            NativeHooks.read(number, count);
        } else {
            NativeHooks.transferFailed(number, failure);
        }
    }

    /** After a write. */
    public static void written(long count, Throwable failure, int number) {
        if (failure == null) {
            NativeHooks.written(number, count);
        } else {
            NativeHooks.transferFailed(number, failure);
        }
    }

    /** Before SO_LINGER is set. */
    public static void lingerSet(int number, int seconds) {
        NativeHooks.lingerSet(number, seconds);
    }

    /** Before a shutdown. The number of a socket that is closed may belong to another. */
    public static void shutdown(boolean open, int number, boolean input, boolean output) {
        if (open) {
            NativeHooks.shutdown(number, input, output);
        }
    }

    /** After the close of a descriptor was entered for the first time, before the kernel is asked for it. */
    public static void closing(boolean first, int number) {
        if (first) {
            NativeHooks.closing(number);
        }
    }
}
