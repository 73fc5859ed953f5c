package io.sockspan.testing.internal;

import io.sockspan.protocol.ConnectionEnds;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;

/** The two ends of an object that is a TCP connection. */
final class Ends {
    private Ends() {}

    /** Null if the object is no connection, is a closed channel, or is not bound. */
    static ConnectionEnds of(Object object) {
        try {
            if (object instanceof Socket) {
                Socket socket = (Socket) object;
                return ConnectionEnds.of(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress());
            }
            if (object instanceof SocketChannel) {
                SocketChannel channel = (SocketChannel) object;
                return ConnectionEnds.of(channel.getLocalAddress(), channel.getRemoteAddress());
            }
            if (object instanceof AsynchronousSocketChannel) {
                AsynchronousSocketChannel channel = (AsynchronousSocketChannel) object;
                return ConnectionEnds.of(channel.getLocalAddress(), channel.getRemoteAddress());
            }
        } catch (IOException closed) {
            // It is no longer in use.
        }
        return null;
    }
}
