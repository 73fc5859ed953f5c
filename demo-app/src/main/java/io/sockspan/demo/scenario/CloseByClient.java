package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.CLOSE_WAIT;
import static io.sockspan.demo.scenario.KernelState.ESTABLISHED;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_2;
import static io.sockspan.demo.scenario.KernelState.GONE;
import static io.sockspan.demo.scenario.KernelState.TIME_WAIT;

import java.net.ServerSocket;
import java.net.Socket;

/** The everyday case: the client closes, the server reads end of stream and follows. */
@SuppressWarnings("try") // The early close is the story; the other is for when the story breaks off.
final class CloseByClient implements Scenario {
    @Override
    public String name() {
        return "close-by-client";
    }

    @Override
    public String title() {
        return "the client closes first";
    }

    @Override
    public String explanation() {
        return "close() on the client sends a FIN, and the client enters FIN_WAIT_1. The server's kernel\n"
                + "acknowledges it at once or a little later: FIN_WAIT_2. The server is in CLOSE_WAIT until its\n"
                + "application reads end of stream and closes too; its FIN takes it to LAST_ACK, and the client's\n"
                + "ACK ends it there. The side that closed first, here the client, stays in TIME_WAIT (60 s on\n"
                + "Linux): its last ACK may have to be sent again, and stray segments have to die out.";
    }

    @Override
    public void run(Stage stage) throws Exception {
        try (ServerSocket listener = Loopback.listen();
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket server = listener.accept()) {
            Ends ends = Ends.of(client);
            stage.await(ends, ESTABLISHED, ESTABLISHED);

            client.close();
            stage.await(ends, FIN_WAIT_2, CLOSE_WAIT);

            stage.say("server reads: %s", Loopback.read(server));
            server.close();
            stage.await(ends, TIME_WAIT, GONE);
        }
    }
}
