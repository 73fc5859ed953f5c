package io.sockspan.bench.app;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Both ends of one connection, for one thread: two threads that hand over to each other across processors measure the kernel's scheduler.
 */
final class Pair implements Closeable {
    /** Room for what is written before it is read. */
    private static final int BUFFER = 192 * 1024;

    private final Socket client = new Socket();
    private final Socket server;
    private final InputStream clientIn;
    private final OutputStream clientOut;
    private final InputStream serverIn;
    private final OutputStream serverOut;

    Pair() throws IOException {
        try (ServerSocket listener = new ServerSocket()) {
            // The window is agreed on in the handshake, so the buffers come before it.
            listener.setReceiveBufferSize(BUFFER);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            client.setSendBufferSize(BUFFER);
            client.setTcpNoDelay(true);
            client.connect(listener.getLocalSocketAddress());
            server = listener.accept();
            server.setTcpNoDelay(true);
        }
        clientIn = client.getInputStream();
        clientOut = client.getOutputStream();
        serverIn = server.getInputStream();
        serverOut = server.getOutputStream();
    }

    /** From the client to the server, as many as fit into the buffers. */
    void there(byte[] bytes) throws IOException {
        clientOut.write(bytes);
        readAll(serverIn, bytes);
    }

    /** From the server to the client; not many. */
    void back(byte[] bytes) throws IOException {
        serverOut.write(bytes);
        readAll(clientIn, bytes);
    }

    private static void readAll(InputStream in, byte[] bytes) throws IOException {
        for (int read = 0; read < bytes.length; ) {
            int count = in.read(bytes, read, bytes.length - read);
            if (count < 0) {
                throw new EOFException();
            }
            read += count;
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }
}
