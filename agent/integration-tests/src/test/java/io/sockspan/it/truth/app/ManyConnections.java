package io.sockspan.it.truth.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Attempt;
import io.sockspan.it.app.Await;
import io.sockspan.it.app.Server;
import java.io.Closeable;
import java.io.File;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Makes as many connections as it is told: every other one is ended by both sides, the rest are closed by the server alone and so
 * leaked by the client in CLOSE_WAIT. Sockets and channels take turns.
 *
 * <p>Commands: {@code descriptors} counts what this process has open, {@code close} closes the leaked clients, {@code forget} drops
 * every reference, collects garbage and tells what is still alive, {@code heap} tells how much memory is in use after a collection.
 *
 * <p>From Java 9 on it needs {@code --add-opens} for {@code java.net} and {@code sun.nio.ch}, to watch file descriptors die.
 */
public final class ManyConnections {
    /** Each has a port, and with it a range of client ports of its own: no run into ports in TIME_WAIT. */
    private static final int LISTENERS = 4;

    private static final int A_THREAD = 500;

    private final List<Closeable> leaked = new ArrayList<>();
    private final List<WeakReference<?>> watched = new ArrayList<>();
    private final List<ServerSocket> listeners = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        ManyConnections app = new ManyConnections();
        App.say("heap " + usedHeap());
        for (int i = 0; i < LISTENERS; i++) {
            app.listeners.add(new ServerSocket(0, 50, Server.LOOPBACK));
        }
        App.say("descriptors " + descriptors());
        app.open(count);
        App.say("leaked " + app.leaked.size());
        new App()
                .on("descriptors", () -> "descriptors " + descriptors())
                .on("close", app::close)
                .on("forget", app::forget)
                .on("heap", () -> "heap " + usedHeap())
                .serve();
    }

    /** On threads that end, so that it shows if a thread is kept alive. */
    private void open(int count) throws Exception {
        for (int from = 0; from < count; from += A_THREAD) {
            int first = from;
            int end = Math.min(count, from + A_THREAD);
            Attempt opener = new Attempt("opener", () -> {
                for (int i = first; i < end; i++) {
                    open(listeners.get(i / 2 % LISTENERS), i);
                }
                return null;
            });
            if (!opener.outcome().equals("returned")) {
                throw new IOException(opener.outcome());
            }
            watched.add(new WeakReference<>(opener.thread()));
        }
    }

    private void open(ServerSocket listener, int i) throws Exception {
        boolean leak = i % 2 == 0;
        boolean channel = i / 2 % 2 == 0;
        Closeable client = leak ? leakyClient(listener, channel) : tidyClient(listener, channel);
        Socket server = listener.accept();
        watch(client);
        watch(server);
        if (leak) {
            server.close();
            leaked.add(client);
        } else {
            client.close();
            server.close();
        }
    }

    private static Closeable leakyClient(ServerSocket listener, boolean channel) throws IOException {
        return connect(listener, channel);
    }

    private static Closeable tidyClient(ServerSocket listener, boolean channel) throws IOException {
        return connect(listener, channel);
    }

    private static Closeable connect(ServerSocket listener, boolean channel) throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.getLocalSocketAddress();
        return channel ? SocketChannel.open(address) : new Socket(address.getAddress(), address.getPort());
    }

    private void watch(Closeable socket) throws Exception {
        watched.add(new WeakReference<>(socket));
        watched.add(new WeakReference<>(descriptor(socket)));
    }

    private static FileDescriptor descriptor(Closeable socket) throws Exception {
        if (socket instanceof SocketChannel) {
            Method getFd = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFD");
            getFd.setAccessible(true);
            return (FileDescriptor) getFd.invoke(socket);
        }
        Method getImpl = Socket.class.getDeclaredMethod("getImpl");
        getImpl.setAccessible(true);
        Method getFd = Class.forName("java.net.SocketImpl").getDeclaredMethod("getFileDescriptor");
        getFd.setAccessible(true);
        return (FileDescriptor) getFd.invoke(getImpl.invoke(socket));
    }

    private String close() throws IOException {
        for (Closeable client : leaked) {
            client.close();
        }
        return "closed " + leaked.size();
    }

    private String forget() throws Exception {
        leaked.clear();
        int all = watched.size();
        try {
            Await.until("all collected", () -> {
                System.gc();
                watched.removeIf(reference -> reference.get() == null);
                return watched.isEmpty();
            });
        } catch (TimeoutException e) {
            return "kept " + watched.size() + " of " + all + ", such as "
                    + watched.get(0).get();
        }
        return "kept 0 of " + all;
    }

    private static int descriptors() {
        // Listing the directory opens one itself.
        return new File("/proc/self/fd").list().length - 1;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
