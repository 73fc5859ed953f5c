package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.CLOSE_WAIT;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_2;
import static io.sockspan.demo.scenario.KernelState.GONE;
import static io.sockspan.demo.scenario.KernelState.TIME_WAIT;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A channel that is closed while it is registered with a selector that nobody runs. */
@SuppressWarnings("try") // The server's channel is there to be closed.
final class StuckSelector implements Scenario {
    @Override
    public String name() {
        return "stuck-selector";
    }

    @Override
    public String title() {
        return "LEAK: closed, but its selector never selects again";
    }

    @Override
    public String explanation() {
        return "close() on the channel ends the connection as usual: FIN, FIN_WAIT_2, and TIME_WAIT once the\n"
                + "server has closed. But a channel that is registered with a selector gives its descriptor back\n"
                + "only when that selector selects the next time. The thread of this one never comes back to it, so\n"
                + "the descriptor stays, although the channel says that it is closed and TCP has nothing left.";
    }

    @Override
    public void run(Stage stage) throws Exception {
        stage.expectSuspect("unreleased");
        Selector stuck = Selector.open();
        stage.keep(stuck);
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(Loopback.anyPort())) {
            SocketChannel client = SocketChannel.open(listener.getLocalAddress());
            Ends ends = Ends.of(client);
            client.configureBlocking(false);
            client.register(stuck, SelectionKey.OP_READ);
            try (SocketChannel server = listener.accept()) {
                client.close();
                stage.say(
                        "client: isOpen() is %s, and the selector still has %d key",
                        client.isOpen(), stuck.keys().size());
                stage.await(ends, FIN_WAIT_2, CLOSE_WAIT);
            }
            stage.await(ends, TIME_WAIT, GONE);
        }
    }
}
