package io.sockspan.it.export.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Connections;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;

/** Connects to a name that is looked up, to the same name from the cache, to an address, and to a name that nobody has. */
public final class Lookups {
    private static final String NAME = "localhost";
    private static final String NOBODY = "nobody.invalid";

    private Lookups() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            connect("looked-up", listener, NAME);
            connect("cached", listener, NAME);
            connect("literal", listener, "127.0.0.1");
            fail();
        }
        new App().serve();
    }

    private static void connect(String way, ServerSocket listener, String host) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, listener.getLocalPort());
        try (SocketChannel client = SocketChannel.open(address);
                Socket server = listener.accept()) {
            Connections.made(way, client.socket().getLocalPort(), server.getLocalPort());
        }
    }

    private static void fail() throws IOException {
        try (Socket client = new Socket(NOBODY, 9)) {
            throw new IOException("somebody listens: " + client);
        } catch (UnknownHostException e) {
            App.say("unknown " + NOBODY);
        }
    }
}
