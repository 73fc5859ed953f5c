package io.sockspan.it.leaks.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Await;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;

/**
 * Uses and closes sockets on threads with names. The peer of the connection on the first port closes at once; {@code read} reads the end of
 * its stream.
 */
public final class Callers {
    private Callers() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK);
                Socket forgotten = new Socket(Server.LOOPBACK, listener.getLocalPort());
                ServerSocket other = new ServerSocket(0, 50, Server.LOOPBACK)) {
            listener.accept().close();
            App.say("ports " + listener.getLocalPort() + " " + other.getLocalPort());
            reset(other);
            interruptedInRead(other);
            interruptedBeforeRead(other);
            new App().on("read", () -> readOn(forgotten)).serve();
        }
    }

    private static String readOn(Socket socket) throws Exception {
        run("late reader", () -> {
            if (socket.getInputStream().read() >= 0) {
                throw new IOException("bytes");
            }
        });
        return "read";
    }

    /** Leaves a byte unread. */
    private static void reset(ServerSocket listener) throws Exception {
        Socket client = new Socket(Server.LOOPBACK, listener.getLocalPort());
        try (Socket server = listener.accept()) {
            server.getOutputStream().write(1);
            Await.until("a byte", () -> client.getInputStream().available() == 1);
            run("hasty closer", () -> abandon(client));
        }
    }

    private static void abandon(Socket client) throws IOException {
        client.close();
    }

    private static void interruptedInRead(ServerSocket listener) throws Exception {
        SocketChannel channel = connect(listener);
        try (Socket server = listener.accept()) {
            Thread reader = new Thread(() -> readUntilInterrupted(channel), "interrupted reader");
            reader.start();
            Await.blockedIn(reader, "readUntilInterrupted");
            run("supervisor", () -> stop(reader));
            reader.join();
        }
    }

    private static void stop(Thread reader) {
        reader.interrupt();
    }

    private static void interruptedBeforeRead(ServerSocket listener) throws Exception {
        SocketChannel channel = connect(listener);
        try (Socket server = listener.accept()) {
            run("interrupted before", () -> {
                Thread.currentThread().interrupt();
                readUntilInterrupted(channel);
            });
        }
    }

    private static SocketChannel connect(ServerSocket listener) throws IOException {
        return SocketChannel.open(new InetSocketAddress(Server.LOOPBACK, listener.getLocalPort()));
    }

    private static void readUntilInterrupted(SocketChannel channel) {
        try {
            channel.read(ByteBuffer.allocate(1));
            throw new IllegalStateException("read");
        } catch (ClosedByInterruptException expected) {
            // Clears the interrupt.
            Thread.interrupted();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void run(String thread, Work work) throws Exception {
        Exception[] failure = {null};
        Thread runner = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        failure[0] = e;
                    }
                },
                thread);
        runner.start();
        runner.join();
        if (failure[0] != null) {
            throw failure[0];
        }
    }
}
