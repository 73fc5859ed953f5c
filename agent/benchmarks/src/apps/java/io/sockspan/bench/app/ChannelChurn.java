package io.sockspan.bench.app;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The same as {@link SocketChurn} with channels. */
final class ChannelChurn implements Workload {
    private static final int BYTES = 16;

    private final Latencies latencies;
    private final Loopback loopback = new Loopback();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final int port;

    ChannelChurn(Latencies latencies) throws IOException {
        this.latencies = latencies;
        listener.bind(new InetSocketAddress(Loopback.any(), 0));
        port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    @Override
    public void once() throws IOException {
        InetAddress address = loopback.next();
        long begin = System.nanoTime();
        try (SocketChannel client = SocketChannel.open()) {
            client.connect(new InetSocketAddress(address, port));
            long connected = System.nanoTime();
            try (SocketChannel server = listener.accept()) {
                latencies.add(connected - begin, System.nanoTime() - connected);
                bytes.clear();
                client.write(bytes);
                bytes.clear();
                while (bytes.hasRemaining()) {
                    if (server.read(bytes) < 0) {
                        throw new EOFException();
                    }
                }
                client.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
