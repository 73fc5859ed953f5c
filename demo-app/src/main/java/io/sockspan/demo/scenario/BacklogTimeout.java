package io.sockspan.demo.scenario;

import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** Connects to a listener that never accepts, until one times out. */
final class BacklogTimeout implements Scenario {
    @Override
    public String name() {
        return "backlog-timeout";
    }

    @Override
    public String title() {
        return "the accept queue is full, and stays full";
    }

    @Override
    public String explanation() {
        return "The kernel completes handshakes by itself and queues the connections until accept() takes them.\n"
                + "This listener (backlog 1, on Linux that makes room for 2) never accepts: once the queue is full,\n"
                + "Linux drops further SYNs silently. The client stays in SYN_SENT and sends its SYN again\n"
                + "after 1 s and, on kernels since 6.5, after 2 s. Its timeout of 2.5 s ends the wait:\n"
                + "SocketTimeoutException, and no FIN or RST, since there is nothing to end. The queued ones are\n"
                + "ESTABLISHED on both sides, though no Java object of the server knows them; closing the\n"
                + "listener resets them.";
    }

    private static final int TIMEOUT_MILLIS = 2_500;
    /** Elsewhere than on Linux a backlog may be taken for more of a hint. */
    private static final int MAX_CLIENTS = 32;

    @Override
    public void run(Stage stage) throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (ServerSocket listener = Loopback.listen(1)) {
            while (clients.size() < MAX_CLIENTS) {
                Socket client = new Socket();
                clients.add(client);
                client.connect(listener.getLocalSocketAddress(), TIMEOUT_MILLIS);
            }
            stage.say("%d connections, and the accept queue still takes more", MAX_CLIENTS);
        } catch (SocketTimeoutException e) {
            stage.say("client %d: %s", clients.size(), e.getMessage());
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }
}
