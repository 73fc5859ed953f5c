package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.ESTABLISHED;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_1;

import java.net.ServerSocket;
import java.net.Socket;

/** A response larger than the client's buffer, of which only the head is read. */
final class UnreadResponse implements Scenario {
    @Override
    public String name() {
        return "unread-response";
    }

    @Override
    public String title() {
        return "LEAK: a response that nobody reads to its end";
    }

    @Override
    public String explanation() {
        return "The server sends a long response and closes. The client reads the first bytes, loses interest,\n"
                + "and neither reads on nor closes. Its receive buffer is full, so it announces a window of zero.\n"
                + "The server's FIN waits behind bytes that cannot be sent: the server's kernel is in FIN_WAIT_1\n"
                + "and probes the window, and the client is still ESTABLISHED. No CLOSE_WAIT is to be seen here;\n"
                + "what gives the leak away are bytes that wait in the receive buffer and that nobody reads.";
    }

    /** More than the client's buffer holds, less than the server's, so that the server can close. */
    private static final int RESPONSE = 64 * 1024;

    private static final int CLIENT_BUFFER = 4 * 1024;
    private static final int SERVER_BUFFER = 4 * RESPONSE;

    @Override
    public void run(Stage stage) throws Exception {
        stage.expectSuspect("unread");
        Socket client = new Socket();
        stage.keep(client);
        // Before the connect: the window is agreed on in the handshake.
        client.setReceiveBufferSize(CLIENT_BUFFER);
        try (ServerSocket listener = Loopback.listen()) {
            client.connect(listener.getLocalSocketAddress());
            Ends ends = Ends.of(client);
            try (Socket server = listener.accept()) {
                server.setSendBufferSize(SERVER_BUFFER);
                server.getOutputStream().write(new byte[RESPONSE]);
            }
            stage.say("client reads %s of %d, and then turns to something else", Loopback.read(client), RESPONSE);
            stage.await(ends, ESTABLISHED, FIN_WAIT_1);
        }
    }
}
