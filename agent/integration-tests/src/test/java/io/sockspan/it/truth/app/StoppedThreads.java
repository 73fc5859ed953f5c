package io.sockspan.it.truth.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Await;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Threads that open and close connections until {@code Thread.stop} ends them, wherever they are: so many that some are inside a hook. Says
 * {@code survivors N}: how many went on working.
 */
public final class StoppedThreads {
    /** A thread that is being stopped goes on until the JVM delivers that, on a busy machine for some rounds. */
    private static final int ENOUGH = 2_000;

    private final InetSocketAddress peer;
    private final List<Worker> survivors = new ArrayList<>();

    private StoppedThreads(InetSocketAddress peer) {
        this.peer = peer;
    }

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(Server.LOOPBACK, 0));
            StoppedThreads app = new StoppedThreads((InetSocketAddress) listener.getLocalAddress());
            Thread acceptor = new Thread(() -> accept(listener), "acceptor");
            acceptor.setDaemon(true);
            acceptor.start();
            // The JDK's own classes would stay unusable if a thread were stopped while it initializes them.
            app.connect(true);
            app.connect(false);
            for (int i = 0; i < count; i++) {
                app.stop(i % 2 == 0);
            }
            App.say("survivors " + app.survivors.size());
            new App().serve();
        }
    }

    private static void accept(ServerSocketChannel listener) {
        try {
            while (true) {
                listener.accept().close();
            }
        } catch (IOException e) {
            App.say("no longer accepting " + e);
        }
    }

    @SuppressWarnings({"deprecation", "removal"})
    private void stop(boolean channels) throws Exception {
        Worker worker = new Worker(channels);
        worker.start();
        Await.until("it works", () -> worker.rounds >= 3);
        worker.stop();
        int rounds = worker.rounds;
        Await.until("it ends or goes on", () -> !worker.isAlive() || worker.rounds > rounds + ENOUGH);
        if (worker.isAlive()) {
            survivors.add(worker);
        }
    }

    private void connect(boolean channel) throws IOException {
        if (channel) {
            // SocketChannel.open(peer) closes a channel whose connect was stopped, and can then wait for that connect
            // for ever.
            SocketChannel opened = SocketChannel.open();
            opened.connect(peer);
            opened.close();
        } else {
            new Socket(peer.getAddress(), peer.getPort()).close();
        }
    }

    private final class Worker extends Thread {
        private final boolean channels;
        private volatile int rounds;

        Worker(boolean channels) {
            this.channels = channels;
            setDaemon(true);
            setUncaughtExceptionHandler((thread, end) -> {});
        }

        @Override
        public void run() {
            while (true) {
                try {
                    connect(channels);
                } catch (IOException e) {
                    // A thread that was stopped in the middle may have left something half-done.
                }
                rounds++;
            }
        }
    }
}
