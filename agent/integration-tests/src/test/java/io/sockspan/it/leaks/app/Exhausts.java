package io.sockspan.it.leaks.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Opens connections and keeps them until the process has no descriptor left. At {@code close} it closes them all. */
public final class Exhausts {
    private Exhausts() {}

    public static void main(String[] args) throws Exception {
        List<Socket> kept = new ArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            App app = new App().on("fill", () -> fill(listener, kept)).on("free", () -> {
                for (Socket socket : kept) {
                    socket.close();
                }
                return "freed";
            });
            // Closing for the first time takes a descriptor on some JDKs.
            connect(listener, kept);
            for (Socket socket : kept) {
                socket.close();
            }
            kept.clear();
            connect(listener, kept);
            app.serve();
        }
    }

    private static String fill(ServerSocket listener, List<Socket> kept) {
        try {
            while (true) {
                connect(listener, kept);
            }
        } catch (IOException e) {
            return "full " + e.getMessage();
        }
    }

    private static void connect(ServerSocket listener, List<Socket> kept) throws IOException {
        kept.add(new Socket(Server.LOOPBACK, listener.getLocalPort()));
        Socket accepted = listener.accept();
        kept.add(accepted);
        // Whoever keeps the client's end has a connection in CLOSE_WAIT.
        accepted.shutdownOutput();
    }
}
