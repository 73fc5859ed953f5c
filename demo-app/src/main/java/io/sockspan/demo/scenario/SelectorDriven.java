package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.GONE;
import static io.sockspan.demo.scenario.KernelState.TIME_WAIT;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** An exchange of two bytes between non-blocking channels that share one selector. */
final class SelectorDriven implements Scenario {
    @Override
    public String name() {
        return "nio";
    }

    @Override
    public String title() {
        return "one thread, non-blocking channels, a selector";
    }

    @Override
    public String explanation() {
        return "A non-blocking connect() sends the SYN and returns: SYN_SENT. The kernel completes the handshake\n"
                + "by itself; the application learns of it when the selector says so and finishConnect() returns\n"
                + "true. Likewise the selector reports that a FIN has come in: the channel is readable, and the\n"
                + "read returns -1. On the wire nothing is different. The client closes first: TIME_WAIT is its own.";
    }

    @Override
    public void run(Stage stage) throws Exception {
        try (Selector selector = Selector.open();
                ServerSocketChannel listener = ServerSocketChannel.open();
                SocketChannel client = SocketChannel.open()) {
            listener.bind(Loopback.anyPort()).configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            client.configureBlocking(false);
            // Linux has never connected yet when this returns; other systems may have, on the loopback interface.
            int next = client.connect(listener.getLocalAddress()) ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
            client.register(selector, next);

            SocketChannel server = null;
            Ends ends = null;
            while (server == null || server.isOpen()) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isAcceptable()) {
                        server = listener.accept();
                        ends = Ends.ofAccepted(server);
                        server.configureBlocking(false).register(selector, SelectionKey.OP_READ);
                    } else if (key.channel() == client) {
                        advance(key, client, stage);
                    } else {
                        echo(server, stage);
                    }
                }
                selector.selectedKeys().clear();
            }
            stage.await(ends, TIME_WAIT, GONE);
        }
    }

    /** Takes the client one step further: connected, asked, answered. */
    private static void advance(SelectionKey key, SocketChannel client, Stage stage) throws IOException {
        if (key.isConnectable() && client.finishConnect()) {
            key.interestOps(SelectionKey.OP_WRITE);
        } else if (key.isWritable()) {
            client.write(oneByte());
            key.interestOps(SelectionKey.OP_READ);
        } else if (key.isReadable()) {
            stage.say("client reads: %d byte, and closes", client.read(oneByte()));
            client.close();
        }
    }

    private static void echo(SocketChannel server, Stage stage) throws IOException {
        if (server.read(oneByte()) < 0) {
            stage.say("server reads: end of stream, and closes");
            server.close();
        } else {
            server.write(oneByte());
        }
    }

    private static ByteBuffer oneByte() {
        return ByteBuffer.allocate(1);
    }
}
