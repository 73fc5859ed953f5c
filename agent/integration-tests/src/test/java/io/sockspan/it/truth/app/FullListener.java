package io.sockspan.it.truth.app;

import io.sockspan.it.app.Await;
import io.sockspan.it.app.Client;
import io.sockspan.it.app.Server;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;

/** A listener whose accept queue is full, so that the kernel drops further SYNs and a connect hangs. */
final class FullListener implements Closeable {
    /** Linux queues one connection more than the backlog says ({@code sk_acceptq_is_full}). */
    private static final int BACKLOG = 1;

    private final ServerSocket listener = new ServerSocket(0, BACKLOG, Server.LOOPBACK);
    private final List<Socket> queued = new ArrayList<>();

    FullListener() throws IOException {
        for (int i = 0; i <= BACKLOG; i++) {
            queued.add(Client.connect(new Socket(), address(), 5_000));
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(Server.LOOPBACK, listener.getLocalPort());
    }

    void awaitSyn() throws Exception {
        Await.until("nobody connects to " + address(), this::hasSyn);
    }

    /** Whether the kernel shows a socket in SYN_SENT (02) to this listener. */
    private boolean hasSyn() throws IOException {
        String syn = String.format(":%04X 02 ", listener.getLocalPort());
        for (String table : new String[] {"tcp", "tcp6"}) {
            Path path = Paths.get("/proc/self/net", table);
            if (Files.exists(path) && new String(Files.readAllBytes(path), StandardCharsets.US_ASCII).contains(syn)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queued) {
            socket.close();
        }
        listener.close();
    }
}
