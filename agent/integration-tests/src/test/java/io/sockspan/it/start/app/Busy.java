package io.sockspan.it.start.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Await;
import io.sockspan.it.app.Client;
import io.sockspan.it.app.Server;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.management.ObjectName;

/**
 * An application that is at work when the agent comes and goes: connections that were there before and exchange a byte again and again,
 * by sockets and by channels, and new ones every few milliseconds. It counts what it did and what went wrong, and tells what the agent
 * has left in its JVM.
 */
public final class Busy {
    private static final int LONG_LIVED = 4;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    private final AtomicLong exchanges = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicInteger failures = new AtomicInteger();

    private interface Work {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Busy busy = new Busy();
        busy.start();
        Await.until("no traffic", () -> busy.exchanges.get() > 100 && busy.connections.get() > 10);
        new App()
                .on("work", () -> busy.exchanges + " " + busy.connections + " " + busy.failures)
                .on("detach", Busy::detach)
                .on("threads", Busy::agentThreads)
                .on("loaders", () -> {
                    System.runFinalization();
                    return "loaders " + instancesOf("io.sockspan.agent.TreeLoader");
                })
                .on("descriptors", () -> "descriptors " + new File("/proc/self/fd").list().length)
                .serve();
    }

    private void start() throws IOException {
        try (ServerSocket sockets = new ServerSocket(0, 50, Server.LOOPBACK)) {
            for (int i = 0; i < LONG_LIVED; i++) {
                Socket client = new Socket(Server.LOOPBACK, sockets.getLocalPort());
                Socket server = sockets.accept();
                inBackground(() -> echo(server));
                inBackground(() -> {
                    while (true) {
                        exchange(client);
                        LockSupport.parkNanos(PAUSE);
                    }
                });
            }
        }
        ServerSocketChannel channels = ServerSocketChannel.open().bind(Client.anyPort());
        InetSocketAddress address = (InetSocketAddress) channels.getLocalAddress();
        inBackground(() -> {
            while (true) {
                shortLived(address, channels);
                LockSupport.parkNanos(PAUSE);
            }
        });
    }

    private void exchange(Socket client) throws IOException {
        client.getOutputStream().write(7);
        if (client.getInputStream().read() != 7) {
            throw new IOException("another byte came back");
        }
        exchanges.incrementAndGet();
    }

    private static void echo(Socket server) throws IOException {
        for (int b; (b = server.getInputStream().read()) >= 0; ) {
            server.getOutputStream().write(b);
        }
    }

    private void shortLived(InetSocketAddress address, ServerSocketChannel listener) throws IOException {
        try (SocketChannel client = SocketChannel.open(address);
                SocketChannel server = listener.accept()) {
            client.write(ByteBuffer.wrap(new byte[] {7}));
            ByteBuffer one = ByteBuffer.allocate(1);
            if (server.read(one) != 1 || one.get(0) != 7) {
                throw new IOException("another byte came");
            }
        }
        connections.incrementAndGet();
    }

    private void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Throwable t) {
                failures.incrementAndGet();
                t.printStackTrace();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    static String detach() throws ReflectiveOperationException {
        Object left = Class.forName("io.sockspan.agent.Sockspan", true, ClassLoader.getSystemClassLoader())
                .getMethod("detach")
                .invoke(null);
        return "detached [" + left + "]";
    }

    /** The agent's threads, and its libraries', which are all in groups of the agent's. */
    static String agentThreads() {
        List<String> names = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            ThreadGroup group = thread.getThreadGroup();
            if (group != null && group.getName().startsWith("sockspan")
                    || thread.getName().startsWith("sockspan")) {
                names.add(thread.getName());
            }
        }
        Collections.sort(names);
        return "threads " + names;
    }

    /** Instances that are reachable, as the JVM's own class histogram counts them after a collection. */
    private static long instancesOf(String className) throws Exception {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        for (String line : histogram.split("\n")) {
            String[] columns = line.trim().split("\\s+");
            if (columns.length >= 4 && columns[3].equals(className)) {
                return Long.parseLong(columns[1]);
            }
        }
        return 0;
    }
}
