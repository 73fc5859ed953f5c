package io.sockspan.testing.internal;

import io.sockspan.protocol.ConnectionEnds;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;

/** The two ends of an object that is a TCP connection. */
final class Ends {
    private Ends() {}

    static boolean isClosedSocket(Object object) {
        try {
            return object instanceof Socket && ((Socket) object).isClosed();
        } catch (RuntimeException unsupported) {
            return false;
        }
    }

    /** Null if the object is no connection, is closed, is not bound, or cannot say its ends: a socket's class may be anybody's. */
    static ConnectionEnds of(Object object) {
        try {
            if (object instanceof Socket) {
                Socket socket = (Socket) object;
                // Closed, it still has its old ends, which another connection may have now.
                return socket.isClosed()
                        ? null
                        : ConnectionEnds.of(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress());
            }
            if (object instanceof SocketChannel) {
                SocketChannel channel = (SocketChannel) object;
                return ConnectionEnds.of(channel.getLocalAddress(), channel.getRemoteAddress());
            }
            if (object instanceof AsynchronousSocketChannel) {
                AsynchronousSocketChannel channel = (AsynchronousSocketChannel) object;
                return ConnectionEnds.of(channel.getLocalAddress(), channel.getRemoteAddress());
            }
        } catch (IOException | RuntimeException unreadable) {
            // It is no longer in use, or is of a class that does not support this.
        }
        return null;
    }
}
