package io.sockspan.demo.scenario;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/** A listener that nobody accepts from any more, and a client that goes on waiting for its handshake. */
final class StuckAcceptor implements Scenario {
    @Override
    public String name() {
        return "stuck-acceptor";
    }

    @Override
    public String title() {
        return "LEAK: a listener that nobody accepts from";
    }

    @Override
    public String explanation() {
        return "The thread that accepts has died, and the listener is still there. The kernel goes on completing\n"
                + "handshakes until the accept queue is full. These clients are connected and wait for an answer\n"
                + "from a server that does not know them. The next client's SYN is dropped: its non-blocking\n"
                + "connect() stays in SYN_SENT until the kernel gives up, which takes two minutes by default.";
    }

    private static final int BACKLOG = 1;
    /** What fits into the accept queue of a listener with backlog 1 on Linux. */
    private static final int QUEUE = 2;

    private static final long SYN_MILLIS = 3_000;

    @Override
    public void run(Stage stage) throws Exception {
        stage.expectSuspect("backlog");
        stage.expectSuspect("connecting");
        ServerSocket listener = Loopback.listen(BACKLOG);
        stage.keep(listener);
        for (int i = 0; i < QUEUE; i++) {
            stage.keep(SocketChannel.open(listener.getLocalSocketAddress()));
        }
        stage.keep(beginConnect(listener.getLocalSocketAddress()));
        boolean waits = Await.until(() -> KernelTable.isConnecting(listener.getLocalPort()), SYN_MILLIS);
        stage.say("%d clients are connected, and the next one %s", QUEUE, waits ? "waits in SYN_SENT" : "is, too");
    }

    private static SocketChannel beginConnect(SocketAddress address) throws IOException {
        SocketChannel client = SocketChannel.open();
        client.configureBlocking(false);
        client.connect(address);
        return client;
    }
}
