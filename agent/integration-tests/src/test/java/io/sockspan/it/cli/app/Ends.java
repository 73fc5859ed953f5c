package io.sockspan.it.cli.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Connections;
import io.sockspan.it.app.Server;
import java.net.ServerSocket;
import java.net.Socket;

/** One connection that ends as both kernels' books say: the client closes first, and the server when it is told {@code close}. */
public final class Ends {
    private Ends() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            Socket client = new Socket(Server.LOOPBACK, listener.getLocalPort());
            Socket server = listener.accept();
            Connections.made("ends", client.getLocalPort(), listener.getLocalPort());
            App.say("connected " + System.nanoTime());
            client.close();
            App.say("closed " + System.nanoTime());
            new App()
                    .on("close", () -> {
                        server.close();
                        return "closed too " + System.nanoTime();
                    })
                    .serve();
        }
    }
}
