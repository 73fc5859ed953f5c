package io.sockspan.testing.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;

/** The local port of an object that is a TCP connection. */
final class LocalPort {
    private static final int NONE = -1;

    private LocalPort() {}

    /** -1 if the object is no connection, or is closed; 0 if it is not bound. */
    static int of(Object object) {
        if (object instanceof Socket) {
            return ((Socket) object).getLocalPort();
        }
        if (object instanceof SocketChannel || object instanceof AsynchronousSocketChannel) {
            try {
                SocketAddress local = ((NetworkChannel) object).getLocalAddress();
                return local instanceof InetSocketAddress ? ((InetSocketAddress) local).getPort() : NONE;
            } catch (IOException closed) {
                return NONE;
            }
        }
        return NONE;
    }
}
