package io.sockspan.it.truth.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens as many connections as it is told, and nobody reads at their server's end. The command {@code end} makes every other client
 * close, and the others reset.
 */
public final class IdleConnections {
    private final List<Socket> clients = new ArrayList<>();
    private final List<Socket> servers = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        IdleConnections app = new IdleConnections();
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            for (int i = 0; i < Integer.parseInt(args[0]); i++) {
                app.clients.add(new Socket(Server.LOOPBACK, listener.getLocalPort()));
                app.servers.add(listener.accept());
            }
            new App().on("end", app::end).serve();
        }
    }

    private String end() throws IOException {
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).setSoLinger(i % 2 == 0, 0);
            clients.get(i).close();
        }
        return "ended " + servers.size();
    }
}
