package io.sockspan.demo.orders;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;

/**
 * Knows how much there is of each item, in a protocol of lines: the item's name, and then its number or {@code UNKNOWN}. It
 * waits for its clients to close, but after {@code UNKNOWN} it closes by itself.
 */
public final class Warehouse implements Closeable {
    static final String UNKNOWN = "UNKNOWN";

    private static final Map<String, Integer> STOCK = Collections.singletonMap("anvil", 17);
    private static final int BACKLOG = 50;

    private final ServerSocket listener;

    private Warehouse(ServerSocket listener) {
        this.listener = listener;
    }

    /** Opens a warehouse on the loopback interface, at a port of the kernel's choice. */
    public static Warehouse open() throws IOException {
        Warehouse warehouse = new Warehouse(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(warehouse::serve, "warehouse");
        thread.setDaemon(true);
        thread.start();
        return warehouse;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                answer(client);
            } catch (IOException e) {
                // One customer less, or the end: accept() fails when the warehouse closes.
            }
        }
    }

    private static void answer(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        Integer count = STOCK.get(in.readLine());
        OutputStream out = client.getOutputStream();
        out.write(((count == null ? UNKNOWN : count.toString()) + "\n").getBytes(StandardCharsets.US_ASCII));
        if (count != null) {
            awaitEndOfStream(in);
        }
    }

    private static void awaitEndOfStream(BufferedReader in) throws IOException {
        while (in.read() >= 0) {
            // A client has nothing more to say.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
