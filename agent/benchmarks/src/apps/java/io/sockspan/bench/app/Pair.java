package io.sockspan.bench.app;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Both ends of one connection. */
final class Pair implements Closeable {
    interface Service {
        void serve(InputStream in, OutputStream out) throws IOException;
    }

    final Socket client = new Socket();
    final Socket server;

    Pair() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            client.setTcpNoDelay(true);
            client.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()));
            server = listener.accept();
            server.setTcpNoDelay(true);
        }
    }

    /** Serves on a daemon thread until the client closes. */
    void serve(Service service) {
        Thread thread = new Thread(
                () -> {
                    try {
                        service.serve(server.getInputStream(), server.getOutputStream());
                        server.close();
                    } catch (IOException e) {
                        // The client's own call fails then, which is told.
                    }
                },
                "service");
        thread.setDaemon(true);
        thread.start();
    }

    /** Fills the array; false if the stream has ended. */
    static boolean read(InputStream in, byte[] bytes) throws IOException {
        for (int read = 0; read < bytes.length; ) {
            int count = in.read(bytes, read, bytes.length - read);
            if (count < 0) {
                return false;
            }
            read += count;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
