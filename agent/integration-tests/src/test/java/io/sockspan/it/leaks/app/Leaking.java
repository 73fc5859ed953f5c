package io.sockspan.it.leaks.app;

import com.sun.net.httpserver.HttpServer;
import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;

/** One leak of each kind, each by a method of its own; then it says {@code done}. */
public final class Leaking {
    private static final List<Object> HELD = Collections.synchronizedList(new ArrayList<>());

    private Leaking() {}

    public static void main(String[] args) throws Exception {
        ServerSocket listener = hold(new ServerSocket(0, 50));
        int port = listener.getLocalPort();
        peerClosed(port);
        peerClosedThroughTheWildcard(port);
        for (int i = 0; i < 2; i++) {
            listener.accept().close();
        }
        neverRead(port);
        hold(listener.accept()).getOutputStream().write(new byte[1_000]);
        endedByOneSide(port);
        hold(listener.accept());
        forgotten(port);
        hold(listener.accept());
        neverConnected();
        nobodyAccepts();
        closedBesideAQuietSelector(port, listener);
        exporter();
        responseNotRead(listener);
        Process child = heldByAChild(listener);
        new App()
                .on("collect", () -> {
                    System.gc();
                    return "collected";
                })
                .serve();
        child.destroy();
        // The metrics server's threads would keep the JVM.
        System.exit(0);
    }

    private static <T> T hold(T left) {
        HELD.add(left);
        return left;
    }

    private static void peerClosed(int port) throws IOException {
        hold(new Socket(Server.LOOPBACK, port));
    }

    /** The wildcard address means this host; the kernel's peer has an address of its own. */
    private static void peerClosedThroughTheWildcard(int port) throws IOException {
        hold(SocketChannel.open(new InetSocketAddress(port)));
    }

    private static void neverRead(int port) throws IOException {
        hold(new Socket(Server.LOOPBACK, port));
    }

    private static void endedByOneSide(int port) throws IOException {
        hold(new Socket(Server.LOOPBACK, port)).shutdownOutput();
    }

    private static void forgotten(int port) throws IOException {
        SocketChannel.open(new InetSocketAddress(Server.LOOPBACK, port));
    }

    private static void neverConnected() throws IOException {
        hold(SocketChannel.open());
    }

    private static void nobodyAccepts() throws IOException {
        ServerSocket listener = hold(new ServerSocket(0, 50, Server.LOOPBACK));
        // Its other end is in the kernel's hands alone.
        hold(new Socket(Server.LOOPBACK, listener.getLocalPort()));
    }

    private static void closedBesideAQuietSelector(int port, ServerSocket listener) throws IOException {
        Selector quiet = hold(Selector.open());
        for (int i = 0; i < 20; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(Server.LOOPBACK, port));
            channel.configureBlocking(false);
            channel.register(quiet, SelectionKey.OP_READ);
            channel.close();
            listener.accept().close();
        }
    }

    /** Two scrapers that do not read block both threads of a metrics server; a third gives up, and nobody closes its connection. */
    private static void exporter() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(Server.LOOPBACK, 0), 50);
        server.createContext("/metrics", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (byte[] page = new byte[1 << 16]; ; ) {
                    out.write(page);
                }
            }
        });
        server.setExecutor(Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "exporter");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        for (int i = 0; i < 2; i++) {
            Socket slow = hold(scraper(server.getAddress().getPort()));
            // The head alone: the rest fills both buffers.
            slow.getInputStream().read();
        }
        try (Socket impatient = scraper(server.getAddress().getPort())) {
            impatient.setSoTimeout(100);
            impatient.getInputStream().read();
        } catch (java.net.SocketTimeoutException gaveUp) {
            // As it was meant to.
        }
    }

    /** All of the response has arrived, so the connection looks as if it lay idle in the cache. */
    private static void responseNotRead(ServerSocket listener) throws Exception {
        Thread server = new Thread(() -> {
            try (Socket connection = listener.accept()) {
                OneResponse.on(connection, "");
            } catch (IOException e) {
                e.printStackTrace();
            }
        });
        server.start();
        hold(new URL("http://127.0.0.1:" + listener.getLocalPort() + "/").openStream());
        server.join();
    }

    /** A child inherits standard input, and here this is a connection: close() then ends nothing. */
    private static Process heldByAChild(ServerSocket listener) throws Exception {
        SocketChannel channel = openAsStandardInput();
        channel.connect(new InetSocketAddress(Server.LOOPBACK, listener.getLocalPort()));
        hold(listener.accept());
        ProcessBuilder sleeper = new ProcessBuilder("sleep", "300").redirectInput(ProcessBuilder.Redirect.INHERIT);
        // The libraries of the JDK that runs here need not suit other programs.
        sleeper.environment().remove("LD_LIBRARY_PATH");
        Process child = sleeper.start();
        channel.close();
        return child;
    }

    /**
     * The kernel gives out the lowest number that is free, so a channel gets that of standard input once this is closed. {@code
     * System.in.close()} does not close it; the JDK's own close of a channel does. {@code System.in} goes on under another number.
     */
    private static SocketChannel openAsStandardInput() throws Exception {
        System.setIn(new FileInputStream("/proc/self/fd/0"));
        int closed = closeDescriptor(0);
        while (true) {
            SocketChannel channel = SocketChannel.open();
            Field number = channel.getClass().getDeclaredField("fdVal");
            number.setAccessible(true);
            if (number.getInt(channel) == closed) {
                return channel;
            }
            // Another thread has opened a file meanwhile, as the JVM and the agent do for a moment.
            channel.close();
            Thread.yield();
        }
    }

    private static int closeDescriptor(int number) throws ReflectiveOperationException {
        Class<?> dispatcher;
        try {
            dispatcher = Class.forName("sun.nio.ch.UnixFileDispatcherImpl");
        } catch (ClassNotFoundException before21) {
            dispatcher = Class.forName("sun.nio.ch.FileDispatcherImpl");
        }
        Method close = dispatcher.getDeclaredMethod("closeIntFD", int.class);
        close.setAccessible(true);
        close.invoke(null, number);
        return number;
    }

    private static Socket scraper(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(Server.LOOPBACK, port));
        socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
