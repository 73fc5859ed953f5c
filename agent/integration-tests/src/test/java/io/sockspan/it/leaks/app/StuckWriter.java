package io.sockspan.it.leaks.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;

/** A thread is stuck in write, since its peer reads nothing. At {@code read} the peer begins to. */
public final class StuckWriter {
    private StuckWriter() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK);
                Socket client = new Socket(Server.LOOPBACK, listener.getLocalPort());
                Socket server = accept(listener)) {
            Thread writer = new Thread(() -> write(server), "exporter");
            writer.setDaemon(true);
            writer.start();
            new App()
                    .on("read", () -> {
                        Thread reader = new Thread(() -> read(client), "reader");
                        reader.setDaemon(true);
                        reader.start();
                        return "reading";
                    })
                    .serve();
        }
    }

    private static Socket accept(ServerSocket listener) throws IOException {
        return listener.accept();
    }

    private static void write(Socket server) {
        try {
            OutputStream out = server.getOutputStream();
            for (byte[] piece = new byte[1 << 16]; ; ) {
                out.write(piece);
            }
        } catch (IOException closed) {
            // The end of it.
        }
    }

    private static void read(Socket client) {
        try {
            byte[] piece = new byte[1 << 16];
            while (client.getInputStream().read(piece) >= 0) {
                // All of it is taken.
            }
        } catch (IOException closed) {
            // The end of it.
        }
    }
}
