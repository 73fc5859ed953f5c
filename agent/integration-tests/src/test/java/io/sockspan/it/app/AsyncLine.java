package io.sockspan.it.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;

/** An asynchronous channel, read and written through futures. */
public final class AsyncLine implements Line {
    private final AsynchronousSocketChannel channel;

    public AsyncLine(AsynchronousSocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public void write(int b) throws Exception {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) b})).get();
    }

    @Override
    public int read() throws Exception {
        ByteBuffer one = ByteBuffer.allocate(1);
        return channel.read(one).get() < 0 ? -1 : one.get(0);
    }

    @Override
    public int localPort() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
