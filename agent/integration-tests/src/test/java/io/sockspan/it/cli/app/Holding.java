package io.sockspan.it.cli.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Holds client connections in each of the usual ways, and says {@code held WAY PORT} for each. Its peer closes none and sends nothing. */
public final class Holding {
    static final List<Wrapper> POOL = new ArrayList<>();
    static final Registry REGISTRY = new Registry();
    static final ThreadLocal<Wrapper> PER_THREAD = new ThreadLocal<>();
    static final List<Object> KEPT = new ArrayList<>();
    static Closeable closer;
    static SocketChannel channel;

    private static final List<Socket> ACCEPTED = new ArrayList<>();
    private static ServerSocket listener;

    private Holding() {}

    /** Has one socket, as a client class of an application does. */
    static final class Wrapper {
        final Socket socket;

        Wrapper(Socket socket) {
            this.socket = socket;
        }
    }

    /** Counts how often somebody else calls it. */
    static final class Registry {
        private final Map<Key, Socket> byName = new HashMap<>();
    }

    /** A key that says so if somebody calls it. */
    static final class Key {
        static volatile int calls;

        @Override
        public int hashCode() {
            calls++;
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            calls++;
            return this == other;
        }

        @Override
        public String toString() {
            calls++;
            return "key";
        }
    }

    /** A user's session, attached to a selection key. */
    static final class Session {}

    public static void main(String[] args) throws Exception {
        listener = new ServerSocket(0, 50, Server.LOOPBACK);
        for (int i = 0; i < 3; i++) {
            POOL.add(new Wrapper(connect("list")));
        }
        REGISTRY.byName.put(new Key(), connect("map"));
        Socket captured = connect("lambda");
        closer = () -> captured.close();
        channel = SocketChannel.open(listener.getLocalSocketAddress());
        held("channel", ((InetSocketAddress) channel.getLocalAddress()).getPort());
        threadLocal();
        selector();
        reader();
        forgottenChannel();
        localVariable();
        closedBeforeReuse();
        int calls = Key.calls;
        new App()
                .on("calls", () -> "calls " + (Key.calls - calls))
                .on("end list", () -> endList())
                .serve();
    }

    /** Closes the peer's end of the connections in the list. */
    private static String endList() throws IOException {
        for (int i = 0; i < POOL.size(); i++) {
            ACCEPTED.get(i).close();
        }
        return "ended list";
    }

    private static Socket connect(String way) throws IOException {
        Socket socket = new Socket(Server.LOOPBACK, listener.getLocalPort());
        held(way, socket.getLocalPort());
        return socket;
    }

    private static void held(String way, int port) throws IOException {
        ACCEPTED.add(listener.accept());
        App.say("held " + way + " " + port);
    }

    private static void threadLocal() throws Exception {
        start("local-worker-1", ready -> {
            PER_THREAD.set(new Wrapper(connect("thread local")));
            ready.countDown();
            new CountDownLatch(1).await();
        });
    }

    private static void reader() throws Exception {
        start("price-reader-7", ready -> {
            Socket socket = connect("reader");
            ready.countDown();
            readAll(socket);
        });
    }

    private static void readAll(Socket socket) throws IOException {
        socket.getInputStream().read();
        socket.close();
    }

    private static void localVariable() throws Exception {
        start("local-holder", ready -> {
            Socket socket = connect("local variable");
            ready.countDown();
            new CountDownLatch(1).await();
            socket.close();
        });
    }

    private static void selector() throws Exception {
        Selector selector = Selector.open();
        SocketChannel registered = SocketChannel.open(listener.getLocalSocketAddress());
        held("attachment", ((InetSocketAddress) registered.getLocalAddress()).getPort());
        registered.configureBlocking(false);
        registered.register(selector, SelectionKey.OP_READ, new Session());
        KEPT.add(selector);
    }

    private static void forgottenChannel() throws Exception {
        SocketChannel forgotten = SocketChannel.open(listener.getLocalSocketAddress());
        held("nobody", ((InetSocketAddress) forgotten.getLocalAddress()).getPort());
    }

    /** A closed channel keeps the number of its descriptor, which the next socket gets. */
    private static void closedBeforeReuse() throws Exception {
        SocketChannel closed = SocketChannel.open(listener.getLocalSocketAddress());
        ACCEPTED.add(listener.accept());
        closed.close();
        KEPT.add(closed);
        KEPT.add(connect("reused number"));
    }

    /** What a thread does. */
    private interface Work {
        void run(CountDownLatch ready) throws Exception;
    }

    private static void start(String name, Work work) throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run(ready);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        ready.await();
    }
}
