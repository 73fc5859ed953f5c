package io.sockspan.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLException;

/** Does with each connection what a test says, one after the other. */
public final class TestServer implements AutoCloseable {
    /** What is done on a server's thread with a connection. */
    public interface Manner {
        void treat(Peer peer) throws Exception;
    }

    private final ServerSocket listener;
    private final BlockingQueue<Manner> manners = new LinkedBlockingQueue<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final String scheme;

    /** What came, each whole: header and content, as Latin 1. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    public TestServer() throws IOException {
        this("http", ServerSocketFactory.getDefault());
    }

    public TestServer(String scheme, ServerSocketFactory sockets) throws IOException {
        this.scheme = scheme;
        this.listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(() -> {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                start(() -> {
                    try (connection) {
                        manners.take().treat(new Peer(connection));
                    }
                });
            }
        });
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (SocketException | SSLException over) {
                // The client has gone, or the test is over.
            } catch (Exception e) {
                e.printStackTrace();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    public TestServer then(Manner manner) {
        manners.add(manner);
        return this;
    }

    /** Reads a request, answers that, and closes. */
    public TestServer answers(String... lines) {
        return then(peer -> {
            peer.readRequest();
            peer.write(lines);
        });
    }

    public int port() {
        return listener.getLocalPort();
    }

    public URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + port() + "/v1/traces?a=b");
    }

    public int connections() {
        return connections.size();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    /** The server's end of one connection. */
    public final class Peer {
        private final Socket socket;

        private Peer(Socket socket) {
            this.socket = socket;
        }

        public String readRequest() throws IOException {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new SocketException("no further request");
                }
                head.write(b);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            int length = text.lines()
                    .filter(line -> line.startsWith("Content-Length: "))
                    .mapToInt(line -> Integer.parseInt(line.substring(16)))
                    .findFirst()
                    .orElse(0);
            String request = text + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            requests.add(request);
            return request;
        }

        public void write(String... lines) throws IOException {
            writeRaw(String.join("\r\n", lines));
        }

        public void writeRaw(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Until the test is over. */
        public void hang() throws InterruptedException {
            closed.await();
        }

        /** A space every few milliseconds, until the test is over. */
        public void drip() throws Exception {
            while (!closed.await(5, TimeUnit.MILLISECONDS)) {
                writeRaw(" ");
            }
        }

        /** Whether the client has ended the connection; waits for that. */
        public boolean isEnded() throws IOException {
            return socket.getInputStream().read() < 0;
        }

        public Socket socket() {
            return socket;
        }
    }
}
