package io.sockspan.it.truth.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Client;
import io.sockspan.it.app.Line;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections whose peers have sent their FIN, two of each API: one with a byte before the FIN, which the client does not read, and one
 * without. {@code close} closes the clients, and says of each {@code saw PORT reset} or {@code saw PORT end} for what its peer read then.
 */
public final class UnreadAtClose {
    /** Not a channel with a selector: JDK 11 shuts its output down first, so that a FIN precedes the reset. */
    private static final String[] WAYS = {"socket-connect", "channel-blocking", "async-future"};

    private final List<Line> clients = new ArrayList<>();
    private final List<Socket> peers = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        UnreadAtClose app = new UnreadAtClose();
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            for (String way : WAYS) {
                app.connect(way, listener, true);
                app.connect(way, listener, false);
            }
            new App().on("close", app::close).serve();
        }
    }

    private void connect(String way, ServerSocket listener, boolean unread) throws Exception {
        Line client = Client.plain().get(way).connect((InetSocketAddress) listener.getLocalSocketAddress());
        Socket peer = listener.accept();
        if (unread) {
            peer.getOutputStream().write(42);
        }
        peer.shutdownOutput();
        clients.add(client);
        peers.add(peer);
        App.say((unread ? "unread " : "drained ") + client.localPort());
    }

    private String close() throws IOException {
        for (int i = 0; i < clients.size(); i++) {
            int port = clients.get(i).localPort();
            clients.get(i).close();
            App.say("saw " + port + " " + read(peers.get(i)));
            peers.get(i).close();
        }
        return "closed";
    }

    private static String read(Socket peer) {
        try {
            if (peer.getInputStream().read() >= 0) {
                throw new IllegalStateException("bytes");
            }
            return "end";
        } catch (IOException reset) {
            return "reset";
        }
    }
}
