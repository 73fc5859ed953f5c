package io.sockspan.demo.scenario;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;

/** The two ports that name a connection on the loopback interface, kept for after its sockets are closed. */
final class Ends {
    final int clientPort;
    final int serverPort;

    private Ends(int clientPort, int serverPort) {
        this.clientPort = clientPort;
        this.serverPort = serverPort;
    }

    static Ends of(Socket client) {
        return new Ends(client.getLocalPort(), client.getPort());
    }

    static Ends of(SocketChannel client) throws IOException {
        return new Ends(port(client.getLocalAddress()), port(client.getRemoteAddress()));
    }

    static Ends of(AsynchronousSocketChannel client) throws IOException {
        return new Ends(port(client.getLocalAddress()), port(client.getRemoteAddress()));
    }

    static Ends ofAccepted(SocketChannel server) throws IOException {
        return new Ends(port(server.getRemoteAddress()), port(server.getLocalAddress()));
    }

    private static int port(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }
}
