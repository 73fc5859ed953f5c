package io.sockspan.it.junit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What the cases connect to. It keeps its ends until they close theirs, unless they wish something else on their first line. */
final class FarEnd implements AutoCloseable {
    private static final byte[] MUCH = new byte[1_000_000];

    private final ServerSocket server;

    private FarEnd(ServerSocket server) {
        this.server = server;
    }

    static FarEnd start() throws IOException {
        FarEnd far = new FarEnd(new ServerSocket(0, 300, InetAddress.getLoopbackAddress()));
        daemon(far::acceptAll);
        return far;
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null && !line.equals("bye"); line = in.readLine()) {
                if (line.equals("data")) {
                    socket.getOutputStream().write(MUCH);
                } else if (line.startsWith("GET ")) {
                    answer(socket.getOutputStream(), line.contains("/big") ? MUCH : new byte[5]);
                }
            }
        } catch (IOException reset) {
            // The case is over.
        }
    }

    /** Lets the client keep the connection for longer than the 5 s of its own, as on a busy machine a check may come later. */
    private static void answer(OutputStream out, byte[] body) throws IOException {
        String head = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=300\r\nContent-Length: ";
        out.write((head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "far end");
        thread.setDaemon(true);
        thread.start();
    }
}
