package io.sockspan.it.truth.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two threads close both ends of a connection at once. It opens as many connections as it is told; the command {@code close} closes them,
 * and as many others that have just been opened. The command {@code pairs} opens and closes as many more, one after the other.
 */
public final class ClosingPairs {
    private final int count;
    private final ServerSocket listener;
    private final List<Socket> clients = new ArrayList<>();
    private final List<Socket> servers = new ArrayList<>();
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    private ClosingPairs(int count, ServerSocket listener) {
        this.count = count;
        this.listener = listener;
    }

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            ClosingPairs app = new ClosingPairs(Integer.parseInt(args[0]), listener);
            for (int i = 0; i < app.count; i++) {
                app.open();
            }
            new App().on("close", app::close).on("pairs", app::pairs).serve();
            app.other.shutdown();
        }
    }

    private void open() throws IOException {
        clients.add(new Socket(Server.LOOPBACK, listener.getLocalPort()));
        servers.add(listener.accept());
    }

    private String close() throws Exception {
        for (int i = 0; i < count; i++) {
            closeBoth(i);
        }
        pairs();
        return "closed " + 2 * count;
    }

    private String pairs() throws Exception {
        for (int i = 0; i < count; i++) {
            open();
            closeBoth(clients.size() - 1);
        }
        return "closed " + count;
    }

    private void closeBoth(int i) throws Exception {
        AtomicInteger ready = new AtomicInteger();
        Future<?> closed = other.submit(() -> closeTogether(servers.get(i), ready));
        closeTogether(clients.get(i), ready);
        closed.get();
    }

    private static Void closeTogether(Socket socket, AtomicInteger ready) throws IOException {
        ready.incrementAndGet();
        while (ready.get() < 2) {
            Thread.yield();
        }
        socket.close();
        return null;
    }
}
