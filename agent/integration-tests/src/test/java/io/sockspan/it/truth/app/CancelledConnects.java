package io.sockspan.it.truth.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Connects, and closes each socket from another thread meanwhile, as HTTP clients cancel. Every close returns before the next connect, and
 * nothing refers to the sockets afterwards.
 *
 * <p>The command {@code round} makes as many connects as it is told at the start and says how many descriptors are sockets afterwards;
 * {@code collect} lets the garbage collector find what was dropped.
 */
public final class CancelledConnects {
    private final int connects;
    private final SocketAddress server;
    private final ExecutorService closer = Executors.newSingleThreadExecutor(CancelledConnects::daemon);
    private int made;

    private CancelledConnects(int connects, SocketAddress server) {
        this.connects = connects;
        this.server = server;
    }

    public static void main(String[] args) throws Exception {
        ServerSocket listener = new ServerSocket(0, 500, Server.LOOPBACK);
        daemon(() -> accept(listener)).start();
        CancelledConnects app = new CancelledConnects(
                Integer.parseInt(args[0]), new InetSocketAddress(Server.LOOPBACK, listener.getLocalPort()));
        new App()
                .on("round", app::round)
                .on("collect", () -> {
                    System.gc();
                    return "collected";
                })
                .serve();
    }

    private static void accept(ServerSocket listener) {
        while (true) {
            try {
                listener.accept().close();
            } catch (IOException e) {
                // The peer has reset the connection already.
            }
        }
    }

    private String round() throws Exception {
        int cancelled = 0;
        for (int i = 0; i < connects; i++) {
            cancelled += made % 2 == 0 ? cancelSocket() : cancelChannel();
            made++;
        }
        return "cancelled " + cancelled + " descriptors " + socketDescriptors();
    }

    private int cancelSocket() throws Exception {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        Future<?> closed = closer.submit(() -> {
            socket.close();
            return null;
        });
        if (made % 3 == 0) {
            Thread.yield();
        }
        try {
            socket.connect(server, 1000);
            return 0;
        } catch (IOException cancelled) {
            return 1;
        } finally {
            socket.close();
            closed.get();
        }
    }

    private int cancelChannel() throws Exception {
        SocketChannel channel = SocketChannel.open();
        Future<?> closed = closer.submit(() -> {
            channel.close();
            return null;
        });
        try {
            channel.connect(server);
            return 0;
        } catch (IOException cancelled) {
            return 1;
        } finally {
            channel.close();
            closed.get();
        }
    }

    private static int socketDescriptors() {
        int sockets = 0;
        for (String name : new File("/proc/self/fd").list()) {
            Path link = new File("/proc/self/fd", name).toPath();
            try {
                sockets += Files.readSymbolicLink(link).toString().startsWith("socket:") ? 1 : 0;
            } catch (IOException closedMeanwhile) {
                // It was the descriptor of the directory itself, or one that the accepting thread has just closed.
            }
        }
        return sockets;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }
}
