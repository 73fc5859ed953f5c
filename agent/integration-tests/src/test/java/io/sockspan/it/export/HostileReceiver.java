package io.sockspan.it.export;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend as nobody wishes it. */
final class HostileReceiver implements AutoCloseable {
    /** What it does to those who come. */
    enum Manner {
        /** Nobody listens. */
        REFUSES {
            @Override
            void treat(HostileReceiver receiver, Socket client) {
                throw new IllegalStateException("nobody can come");
            }
        },
        /** Takes the connection, and never answers. */
        HANGS {
            @Override
            void treat(HostileReceiver receiver, Socket client) throws InterruptedException {
                receiver.closed.await();
            }
        },
        /** Answers 500, which OTLP says not to retry. */
        FAILS {
            @Override
            void treat(HostileReceiver receiver, Socket client) throws IOException {
                readRequest(client.getInputStream());
                write(client, "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        },
        /** Answers 503, which OTLP says to retry. */
        IS_UNAVAILABLE {
            @Override
            void treat(HostileReceiver receiver, Socket client) throws IOException {
                readRequest(client.getInputStream());
                write(client, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        },
        /** Begins an answer, and resets the connection in the middle of it. */
        RESETS {
            @Override
            void treat(HostileReceiver receiver, Socket client) throws IOException {
                readRequest(client.getInputStream());
                write(client, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it");
                client.setSoLinger(true, 0);
            }
        },
        /** Answers a byte at a time, and takes minutes for the answer. */
        DRAGS {
            @Override
            void treat(HostileReceiver receiver, Socket client) throws IOException, InterruptedException {
                readRequest(client.getInputStream());
                write(client, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                while (!receiver.closed.await(200, TimeUnit.MILLISECONDS)) {
                    write(client, " ");
                }
            }
        };

        abstract void treat(HostileReceiver receiver, Socket client) throws IOException, InterruptedException;
    }

    private final Manner manner;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger visits = new AtomicInteger();
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    HostileReceiver(Manner manner) throws IOException {
        this.manner = manner;
        if (manner == Manner.REFUSES) {
            listener.close();
        } else {
            start(this::accept);
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** How many connections were made to it. */
    int visits() {
        return visits.get();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // Who is hostile does not care how it ends.
                    }
                },
                "hostile-" + manner);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        for (; ; ) {
            Socket client = listener.accept();
            clients.add(client);
            visits.incrementAndGet();
            start(() -> {
                try (client) {
                    manner.treat(this, client);
                }
            });
        }
    }

    /** Reads a request whole, so that closing afterwards is not a reset by itself. */
    private static void readRequest(InputStream in) throws IOException {
        InputStream source = new BufferedInputStream(in);
        int length = 0;
        boolean chunked = false;
        for (String line = readLine(source); !line.isEmpty(); line = readLine(source)) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
            chunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
        }
        if (chunked) {
            do {
                length = Integer.parseInt(readLine(source), 16);
                source.skipNBytes(length);
                readLine(source);
            } while (length > 0);
        } else {
            source.skipNBytes(length);
        }
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the request ends early");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    private static void write(Socket client, String text) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
