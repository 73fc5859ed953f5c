package io.sockspan.it.leaks.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import io.sockspan.it.app.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/** Connections that look suspect to whoever does not see that they are used: for some seconds, then it says {@code done}. */
public final class InUse {
    private static final long LASTS = TimeUnit.SECONDS.toNanos(9);
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(20);

    private static volatile String failure;

    private InUse() {}

    public static void main(String[] args) throws Exception {
        Thread[] threads = {
            thread("slow consumer", InUse::slowConsumer),
            thread("half-closed", InUse::halfClosed),
            thread("slow reader", InUse::slowReader),
            thread("unresolved", InUse::unresolved),
            thread("sends a file", InUse::sendsAFile),
            thread("writes by TLS", InUse::writesByTls),
            thread("keeps alive", InUse::keepsAlive),
            thread("looks for free ports", InUse::looksForFreePorts)
        };
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        new App().serve();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Thread thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        failure = name + ": " + e;
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Reads all the time, and a little less than comes: its receive buffer only ever grows. */
    private static void slowConsumer() throws Exception {
        try (ServerSocket listener = listener(1 << 20);
                Socket client = client(listener, 1 << 20);
                Socket server = listener.accept()) {
            OutputStream out = server.getOutputStream();
            InputStream in = client.getInputStream();
            byte[] more = new byte[2_000];
            byte[] less = new byte[1_900];
            out.write(new byte[20_000]);
            for (long end = System.nanoTime() + LASTS; System.nanoTime() - end < 0; LockSupport.parkNanos(TICK)) {
                out.write(more);
                in.read(less);
            }
        }
    }

    /** The client has ended its request, as its protocol wants; the answer comes piece by piece. */
    private static void halfClosed() throws Exception {
        try (ServerSocket listener = listener(0);
                Socket client = client(listener, 0);
                Socket server = listener.accept()) {
            client.shutdownOutput();
            if (server.getInputStream().read() >= 0) {
                throw new IOException("no end of the request");
            }
            byte[] piece = new byte[1_000];
            for (long end = System.nanoTime() + LASTS; System.nanoTime() - end < 0; LockSupport.parkNanos(5 * TICK)) {
                server.getOutputStream().write(piece);
                client.getInputStream().read(piece);
            }
        }
    }

    /** The writer's send queue is full nearly all the time, and moves on whenever the reader takes something. */
    private static void slowReader() throws Exception {
        try (ServerSocket listener = listener(8_192);
                Socket client = client(listener, 8_192);
                Socket server = listener.accept()) {
            server.setSendBufferSize(16_384);
            Thread writer = new Thread(() -> {
                try {
                    byte[] piece = new byte[16_384];
                    while (true) {
                        server.getOutputStream().write(piece);
                    }
                } catch (IOException closed) {
                    // The end of it.
                }
            });
            writer.setDaemon(true);
            writer.start();
            byte[] some = new byte[16_384];
            for (long end = System.nanoTime() + LASTS; System.nanoTime() - end < 0; LockSupport.parkNanos(5 * TICK)) {
                client.getInputStream().read(some);
            }
        }
    }

    /** No connection ever exists, and what the JDK leaves behind nobody can close. */
    private static void unresolved() throws Exception {
        for (long end = System.nanoTime() + LASTS; System.nanoTime() - end < 0; LockSupport.parkNanos(20 * TICK)) {
            try {
                new URL("http://nowhere.invalid/").openStream();
                throw new IllegalStateException("connected");
            } catch (UnknownHostException expected) {
                System.gc();
            }
        }
    }

    /** The client has ended its request, and the kernel sends the answer from a file, piece by piece. */
    private static void sendsAFile() throws Exception {
        Path file = Files.createTempFile("answer", null);
        Files.write(file, new byte[1_000]);
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(Server.LOOPBACK, 0));
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel server = listener.accept();
                FileChannel answer = FileChannel.open(file)) {
            client.shutdownOutput();
            for (long end = System.nanoTime() + LASTS; System.nanoTime() - end < 0; LockSupport.parkNanos(5 * TICK)) {
                answer.transferTo(0, 1_000, server);
                client.read(ByteBuffer.allocate(1_000));
            }
        } finally {
            Files.delete(file);
        }
    }

    /** TLS is put upon a connected socket that is only written: the server's session tickets stay in the kernel. */
    private static void writesByTls() throws Exception {
        SSLContext tls = Tls.context();
        try (ServerSocket listener = tls.getServerSocketFactory().createServerSocket(0, 50, Server.LOOPBACK);
                Socket plain = new Socket(Server.LOOPBACK, listener.getLocalPort())) {
            Thread server = thread("reads by TLS", () -> {
                try (Socket accepted = listener.accept()) {
                    while (accepted.getInputStream().read() >= 0) {
                        // All of it is taken.
                    }
                }
            });
            try (Socket layered =
                    tls.getSocketFactory().createSocket(plain, "localhost", listener.getLocalPort(), true)) {
                for (long end = System.nanoTime() + LASTS; System.nanoTime() - end < 0; ) {
                    layered.getOutputStream().write(1);
                    LockSupport.parkNanos(5 * TICK);
                }
            }
            server.join();
        }
    }

    /** The server ends a connection that lies idle in the cache, and that the client would use again. */
    private static void keepsAlive() throws Exception {
        try (ServerSocket listener = listener(0)) {
            Thread server = thread("answers", () -> {
                try (Socket connection = listener.accept()) {
                    OneResponse.on(connection, "Keep-Alive: timeout=60\r\n");
                }
            });
            try (InputStream response = new URL("http://127.0.0.1:" + listener.getLocalPort() + "/").openStream()) {
                while (response.read() >= 0) {
                    // All of it is taken.
                }
            }
            server.join();
        }
        LockSupport.parkNanos(LASTS);
    }

    /** Takes the port of a listener that was just closed, as tests do. */
    private static void looksForFreePorts() throws Exception {
        List<ServerSocket> taken = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ServerSocket free = listener(0);
            free.close();
            ServerSocket listener = new ServerSocket();
            listener.bind(free.getLocalSocketAddress());
            taken.add(listener);
        }
        LockSupport.parkNanos(LASTS);
        for (ServerSocket listener : taken) {
            listener.close();
        }
    }

    private static ServerSocket listener(int receiveBuffer) throws IOException {
        ServerSocket listener = new ServerSocket();
        if (receiveBuffer > 0) {
            listener.setReceiveBufferSize(receiveBuffer);
        }
        listener.bind(new InetSocketAddress(Server.LOOPBACK, 0));
        return listener;
    }

    private static Socket client(ServerSocket listener, int receiveBuffer) throws IOException {
        Socket client = new Socket();
        if (receiveBuffer > 0) {
            client.setReceiveBufferSize(receiveBuffer);
        }
        client.connect(listener.getLocalSocketAddress());
        return client;
    }
}
