package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.CLOSE_WAIT;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_2;
import static io.sockspan.demo.scenario.KernelState.GONE;
import static io.sockspan.demo.scenario.KernelState.TIME_WAIT;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Channels that are closed while they are registered with a selector that nobody runs. */
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
                + "the descriptors stay, although the channels say that they are closed and TCP has nothing left.\n"
                + "A quiet selector may have a few of those for a while; a heap of them is a leak.";
    }

    private static final int CHANNELS = 16;

    @Override
    public void run(Stage stage) throws Exception {
        stage.expectSuspect("unreleased");
        Selector stuck = Selector.open();
        stage.keep(stuck);
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(Loopback.anyPort())) {
            Ends ends = null;
            for (int i = 1; i <= CHANNELS; i++) {
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                ends = Ends.of(client);
                client.configureBlocking(false);
                client.register(stuck, SelectionKey.OP_READ);
                try (SocketChannel server = listener.accept()) {
                    client.close();
                    if (i == CHANNELS) {
                        stage.await(ends, FIN_WAIT_2, CLOSE_WAIT);
                    }
                }
            }
            stage.say(
                    "%d channels are closed, and the selector still has %d keys",
                    CHANNELS, stuck.keys().size());
            stage.await(ends, TIME_WAIT, GONE);
        }
    }
}
