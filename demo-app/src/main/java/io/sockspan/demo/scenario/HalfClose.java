package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.CLOSE_WAIT;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_2;
import static io.sockspan.demo.scenario.KernelState.GONE;
import static io.sockspan.demo.scenario.KernelState.TIME_WAIT;

import java.net.ServerSocket;
import java.net.Socket;

/** A FIN in one direction, bytes in the other. */
@SuppressWarnings("try") // The early close is the story; the other is for when the story breaks off.
final class HalfClose implements Scenario {
    @Override
    public String name() {
        return "half-close";
    }

    @Override
    public String title() {
        return "one direction ends, the other goes on";
    }

    @Override
    public String explanation() {
        return "shutdownOutput() on the client sends a FIN as close() does, but the client goes on reading: it\n"
                + "is in FIN_WAIT_2 with its socket open, the server in CLOSE_WAIT, and that is no accident here.\n"
                + "The server's bytes still arrive. Only when the server closes too (LAST_ACK) does the client's\n"
                + "end go on to TIME_WAIT. Each direction of a TCP connection ends by itself.";
    }

    /** Long enough for an agent that polls the kernel's states once a second. */
    private static final long VISIBLE_MILLIS = 1_500;

    @Override
    public void run(Stage stage) throws Exception {
        try (ServerSocket listener = Loopback.listen();
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket server = listener.accept()) {
            Ends ends = Ends.of(client);

            client.shutdownOutput();
            stage.await(ends, FIN_WAIT_2, CLOSE_WAIT);
            stage.say("server reads: %s", Loopback.read(server));
            Thread.sleep(VISIBLE_MILLIS);

            server.getOutputStream().write('!');
            stage.say("client, half closed, reads: %s", Loopback.read(client));
            server.close();
            stage.await(ends, TIME_WAIT, GONE);
            stage.say("client reads: %s", Loopback.read(client));
        }
    }
}
