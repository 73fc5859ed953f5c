package io.sockspan.it.truth.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A connection over which the client sends 300 kB at each command {@code send}, and the server answers with 1 kB. At the command {@code wait}
 * another one waits to be accepted.
 */
public final class Transfers {
    private static final int SENT = 300_000;
    private static final int ANSWERED = 1_000;
    private static final int WAIT_MILLIS = 300;

    private final Socket client;
    private final Socket server;

    private Transfers(ServerSocket listener) throws IOException {
        client = new Socket(Server.LOOPBACK, listener.getLocalPort());
        server = listener.accept();
    }

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            Transfers app = new Transfers(listener);
            new App()
                    .on("send", app::send)
                    .on("close", app::close)
                    .on("wait", () -> waitForAccept(listener))
                    .serve();
        }
    }

    private String send() throws IOException, InterruptedException {
        Thread answerer = new Thread(() -> {
            try {
                new DataInputStream(server.getInputStream()).readFully(new byte[SENT]);
                server.getOutputStream().write(new byte[ANSWERED]);
            } catch (IOException e) {
                App.say("failed: " + e);
            }
        });
        answerer.start();
        client.getOutputStream().write(new byte[SENT]);
        new DataInputStream(client.getInputStream()).readFully(new byte[ANSWERED]);
        answerer.join();
        return "sent";
    }

    /** Answers with the server's port of the connection, and the least and the most microseconds that it waited to be accepted. */
    private static String waitForAccept(ServerSocket listener) throws IOException, InterruptedException {
        long connecting = System.nanoTime();
        try (Socket waiting = new Socket(Server.LOOPBACK, listener.getLocalPort())) {
            long connected = System.nanoTime();
            // The wait that the agent is to report.
            Thread.sleep(WAIT_MILLIS);
            long accepting = System.nanoTime();
            Socket accepted = listener.accept();
            long returned = System.nanoTime();
            return "waited " + accepted.getPort() + " " + (accepting - connected) / 1_000 + " "
                    + (returned - connecting) / 1_000;
        }
    }

    private String close() throws IOException {
        client.close();
        server.close();
        return "closed";
    }
}
