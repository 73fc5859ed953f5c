package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.GONE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Two ways to send a RST without meaning to. */
@SuppressWarnings("try") // The early close is the story; the other is for when the story breaks off.
final class Reset implements Scenario {
    @Override
    public String name() {
        return "reset";
    }

    @Override
    public String title() {
        return "a connection is torn down, not closed";
    }

    @Override
    public String explanation() {
        return "With SO_LINGER 0, close() sends a RST in place of a FIN: both ends are gone at once, no\n"
                + "TIME_WAIT, bytes under way are lost, and the peer reads \"Connection reset\".\n"
                + "close() with unread bytes in the receive buffer sends a RST as well (RFC 9293, 3.6.1: the peer\n"
                + "must learn that its bytes were thrown away). From JDK 17 on, java.net.Socket ends its output\n"
                + "first: a FIN, and the RST right behind it; the peer reads end of stream, and then cannot write.";
    }

    private static final long ARRIVAL_MILLIS = 2_000;

    @Override
    public void run(Stage stage) throws Exception {
        lingerZero(stage);
        unreadBytes(stage);
    }

    private static void lingerZero(Stage stage) throws Exception {
        try (ServerSocket listener = Loopback.listen();
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket server = listener.accept()) {
            Ends ends = Ends.of(client);
            client.setSoLinger(true, 0);
            client.close();
            stage.say("SO_LINGER 0: server reads: %s", Loopback.read(server));
            stage.await(ends, GONE, GONE);
        }
    }

    private static void unreadBytes(Stage stage) throws Exception {
        try (ServerSocket listener = Loopback.listen();
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket server = listener.accept()) {
            Ends ends = Ends.of(client);
            server.getOutputStream().write('!');
            if (!Await.until(() -> hasBytes(client), ARRIVAL_MILLIS)) {
                throw new IOException("The server's byte did not arrive");
            }
            client.close();
            stage.say("unread bytes: server reads: %s", Loopback.read(server));
            stage.await(ends, GONE, GONE);
        }
    }

    private static boolean hasBytes(Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
