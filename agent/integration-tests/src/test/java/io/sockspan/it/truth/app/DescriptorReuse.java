package io.sockspan.it.truth.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Connections whose descriptor numbers are reused at once, whose descriptors the JDK replaces in close (dup2) because a thread reads, and
 * which child processes inherit for a moment. Each client closes while it is established, and each server after the end of the stream.
 * Some connections stay open until the command {@code end}.
 */
public final class DescriptorReuse {
    private static final int KEPT = 20;
    private static final int WORKERS = 2;
    private static final int ROUNDS = 25;
    private static final int EACH = 5;
    /** For so many rounds a connection is open. */
    private static final int OPEN = 12;

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> kept = new ArrayList<>();

    private DescriptorReuse(ServerSocket listener) {
        this.listener = listener;
    }

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            DescriptorReuse app = new DescriptorReuse(listener);
            for (int i = 0; i < KEPT; i++) {
                app.kept.add(app.connect());
            }
            new App().on("reuse", app::reuse).on("end", app::end).serve();
            app.threads.shutdown();
        }
    }

    private Socket connect() throws IOException {
        synchronized (listener) {
            Socket client = new Socket(Server.LOOPBACK, listener.getLocalPort());
            Socket server = listener.accept();
            threads.submit(() -> readToTheEnd(server));
            return client;
        }
    }

    private static Void readToTheEnd(Socket server) throws IOException {
        try (Socket accepted = server) {
            if (accepted.getInputStream().read() >= 0) {
                throw new IllegalStateException("nobody writes");
            }
        }
        return null;
    }

    private String reuse() throws Exception {
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            work.add(this::work);
        }
        for (Future<Void> done : threads.invokeAll(work)) {
            done.get();
        }
        return "closed " + WORKERS * ROUNDS * EACH;
    }

    private Void work() throws Exception {
        Deque<Socket> open = new ArrayDeque<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < EACH; i++) {
                open.add(connect());
            }
            // It takes some milliseconds, in which sweeps find what is open. What comes of the child does not matter.
            new ProcessBuilder("true").start().waitFor();
            while (open.size() > OPEN * EACH) {
                close(open.poll());
            }
        }
        while (!open.isEmpty()) {
            close(open.poll());
        }
        return null;
    }

    /** Every other one while a thread reads, or is about to. */
    private void close(Socket client) throws Exception {
        if (client.getLocalPort() % 4 < 2) {
            Future<?> reader = threads.submit(() -> readUntilClosed(client));
            client.close();
            reader.get();
        } else {
            client.close();
        }
    }

    private static Void readUntilClosed(Socket client) {
        try {
            if (client.getInputStream().read() >= 0) {
                throw new IllegalStateException("nobody writes");
            }
        } catch (IOException closed) {
            // As expected.
        }
        return null;
    }

    private String end() throws IOException {
        for (Socket client : kept) {
            client.close();
        }
        return "ended";
    }
}
