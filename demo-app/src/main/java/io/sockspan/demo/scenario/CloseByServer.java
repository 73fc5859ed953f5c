package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.CLOSE_WAIT;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_2;
import static io.sockspan.demo.scenario.KernelState.GONE;
import static io.sockspan.demo.scenario.KernelState.TIME_WAIT;

import java.net.ServerSocket;
import java.net.Socket;

/** The server answers and closes; the client reads up to end of stream and follows. */
@SuppressWarnings("try") // The early close is the story; the other is for when the story breaks off.
final class CloseByServer implements Scenario {
    @Override
    public String name() {
        return "close-by-server";
    }

    @Override
    public String title() {
        return "the server closes first";
    }

    @Override
    public String explanation() {
        return "The same with the parts exchanged, as in HTTP/1.0: the server answers and closes, so the server\n"
                + "goes through FIN_WAIT_1 and FIN_WAIT_2, and TIME_WAIT stays with the server. The client reads\n"
                + "the answer, then end of stream: it is in CLOSE_WAIT, closes, and is gone after LAST_ACK.\n"
                + "This is why busy servers prefer that their clients close first.";
    }

    @Override
    public void run(Stage stage) throws Exception {
        try (ServerSocket listener = Loopback.listen();
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket server = listener.accept()) {
            Ends ends = Ends.of(client);

            server.getOutputStream().write('!');
            server.close();
            stage.await(ends, CLOSE_WAIT, FIN_WAIT_2);

            stage.say("client reads: %s, then %s", Loopback.read(client), Loopback.read(client));
            client.close();
            stage.await(ends, GONE, TIME_WAIT);
        }
    }
}
