package io.sockspan.it.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connects, accepts, sends 16 bytes and closes both ends, over and over: {@code COUNT} times with sockets on one thread and as many
 * with channels on another. Says how many failed, and the longest that one connect or accept took.
 */
public final class Churn {
    private static final int BYTES = 16;

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        Churn churn = new Churn();
        Thread sockets = churn.start(() -> churn.sockets(count));
        Thread channels = churn.start(() -> churn.channels(count));
        sockets.join();
        channels.join();
        App.say("churned " + 2 * count + " failures " + churn.failures + " longest-wait-millis "
                + TimeUnit.NANOSECONDS.toMillis(churn.longest.get()));
        new App().serve();
    }

    private interface Work {
        void run() throws IOException;
    }

    private Thread start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                fail(e);
            }
        });
        thread.start();
        return thread;
    }

    private void sockets(int count) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                try (Socket client = new Socket(Server.LOOPBACK, listener.getLocalPort());
                        Socket server = listener.accept()) {
                    waited(start);
                    client.getOutputStream().write(new byte[BYTES]);
                    for (int read = 0; read < BYTES; ) {
                        read += server.getInputStream().read(new byte[BYTES]);
                    }
                } catch (IOException e) {
                    fail(e);
                }
            }
        }
    }

    private void channels(int count) throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(Client.anyPort())) {
            InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                try (SocketChannel client = SocketChannel.open(address);
                        SocketChannel server = listener.accept()) {
                    waited(start);
                    client.write(ByteBuffer.allocate(BYTES));
                    for (ByteBuffer bytes = ByteBuffer.allocate(BYTES); bytes.hasRemaining(); ) {
                        server.read(bytes);
                    }
                } catch (IOException e) {
                    fail(e);
                }
            }
        }
    }

    private void waited(long since) {
        longest.accumulateAndGet(System.nanoTime() - since, Math::max);
    }

    private void fail(IOException e) {
        failures.incrementAndGet();
        e.printStackTrace();
    }
}
