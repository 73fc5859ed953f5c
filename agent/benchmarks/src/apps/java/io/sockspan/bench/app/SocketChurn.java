package io.sockspan.bench.app;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Connects, accepts, sends 16 bytes and closes both ends, with blocking sockets. The kernel connects without an accept. */
final class SocketChurn implements Workload {
    private static final int BYTES = 16;

    private final Latencies latencies;
    private final Loopback loopback = new Loopback();
    private final byte[] bytes = new byte[BYTES];
    private final ServerSocket listener = new ServerSocket(0, 50, Loopback.any());

    SocketChurn(Latencies latencies) throws IOException {
        this.latencies = latencies;
    }

    @Override
    public void once() throws IOException {
        InetAddress address = loopback.next();
        long begin = System.nanoTime();
        try (Socket client = new Socket()) {
            client.connect(new InetSocketAddress(address, listener.getLocalPort()));
            long connected = System.nanoTime();
            try (Socket server = listener.accept()) {
                latencies.add(connected - begin, System.nanoTime() - connected);
                client.getOutputStream().write(bytes);
                readAll(server.getInputStream());
                client.close();
            }
        }
    }

    private void readAll(InputStream in) throws IOException {
        for (int read = 0; read < BYTES; ) {
            int count = in.read(bytes, read, BYTES - read);
            if (count < 0) {
                throw new EOFException();
            }
            read += count;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
