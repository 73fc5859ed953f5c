package io.sockspan.it.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A non-blocking channel with a selector of its own. */
public final class SelectedLine implements Line {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    public SelectedLine(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, 0);
    }

    /** Connects, by {@code finishConnect} once the selector says so. */
    public SelectedLine connect(SocketAddress peer) throws IOException {
        if (!channel.connect(peer)) {
            do {
                await(SelectionKey.OP_CONNECT);
            } while (!channel.finishConnect());
        }
        return this;
    }

    @Override
    public void write(int b) throws IOException {
        ByteBuffer one = ByteBuffer.wrap(new byte[] {(byte) b});
        while (channel.write(one) == 0) {
            await(SelectionKey.OP_WRITE);
        }
    }

    @Override
    public int read() throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (; ; ) {
            int read = channel.read(one);
            if (read != 0) {
                return read < 0 ? -1 : one.get(0);
            }
            await(SelectionKey.OP_READ);
        }
    }

    private void await(int operation) throws IOException {
        key.interestOps(operation);
        selector.select();
        selector.selectedKeys().clear();
    }

    @Override
    public int localPort() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /** A registered channel gives its descriptor back when its selector selects or closes. */
    @Override
    public void close() throws IOException {
        channel.close();
        selector.selectNow();
        selector.close();
    }
}
