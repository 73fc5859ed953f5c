package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.CLOSE_WAIT;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_2;

import java.net.ServerSocket;
import java.net.Socket;

/** A client that has ended its direction, and waits for an answer that never comes. */
final class HalfClosedLeak implements Scenario {
    @Override
    public String name() {
        return "half-closed-leak";
    }

    @Override
    public String title() {
        return "LEAK: half closed, and the other half never follows";
    }

    @Override
    public String explanation() {
        return "The client sends its request, ends its direction with shutdownOutput(), and waits for the answer.\n"
                + "The server's worker is stuck: it neither answers nor closes. The client's kernel is in\n"
                + "FIN_WAIT_2. No timeout ends that state as long as the socket is open: tcp_fin_timeout counts for\n"
                + "closed sockets only. The server's end stays in CLOSE_WAIT, so this leak shows on both sides.";
    }

    @Override
    public void run(Stage stage) throws Exception {
        stage.expectSuspect("half_closed");
        try (ServerSocket listener = Loopback.listen()) {
            Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
            stage.keep(client);
            stage.keep(listener.accept());
            Ends ends = Ends.of(client);
            client.getOutputStream().write('?');
            client.shutdownOutput();
            stage.await(ends, FIN_WAIT_2, CLOSE_WAIT);
        }
    }
}
