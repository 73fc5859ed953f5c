package io.sockspan.demo.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/** Where the sockets of the demo live: the loopback interface, at ports that the kernel chooses. */
final class Loopback {
    static final int ANY_PORT = 0;
    private static final int BACKLOG = 50;

    private Loopback() {}

    static InetAddress address() {
        return InetAddress.getLoopbackAddress();
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(address(), ANY_PORT);
    }

    static ServerSocket listen() throws IOException {
        return listen(BACKLOG);
    }

    static ServerSocket listen(int backlog) throws IOException {
        return new ServerSocket(ANY_PORT, backlog, address());
    }

    /** What a read ends with: bytes, end of stream, or the words of the error. */
    static String read(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0 ? "end of stream" : "a byte";
        } catch (SocketException e) {
            return "\"" + e.getMessage() + "\"";
        }
    }
}
