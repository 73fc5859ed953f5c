package io.sockspan.bench.app;

import com.sun.management.OperatingSystemMXBean;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Opens that many sockets, two for a connection, and holds them. Prints what is in use then, and what doing nothing costs; and what was in
 * use with the first few of them, so that what a socket takes can be told from what any number of them does.
 */
final class Hold {
    private static final int FIRST = 200;
    /** For spans on their way, and what only a collection or two lets go. */
    private static final long SETTLING = 8_000;

    private Hold() {}

    static void main(int sockets, double measured) throws Exception {
        List<Closeable> held = new ArrayList<>(sockets);
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            open(Math.min(FIRST, sockets), listener, held);
            int first = held.size();
            Thread.sleep(SETTLING);
            long heapAtFirst = usedHeap();
            open(sockets, listener, held);
            Thread.sleep(SETTLING);
            long heap = usedHeap();
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            double begun = System.currentTimeMillis() / 1e3;
            long begin = System.nanoTime();
            long cpu = system.getProcessCpuTime();
            long agentCpu = AgentThreads.cpu();
            Thread.sleep((long) (measured * 1e3));
            System.out.println(String.format(
                    Locale.ROOT,
                    "result first=%d first.heap=%d sockets=%d heap=%d begun=%.3f ended=%.3f seconds=%.6f cpu=%.6f agent.cpu=%.6f threads=%d peak=%d",
                    first,
                    heapAtFirst,
                    held.size(),
                    heap,
                    begun,
                    System.currentTimeMillis() / 1e3,
                    (System.nanoTime() - begin) / 1e9,
                    (system.getProcessCpuTime() - cpu) / 1e9,
                    (AgentThreads.cpu() - agentCpu) / 1e9,
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    Proc.bytes("VmHWM")));
        } finally {
            for (Closeable socket : held) {
                close(socket);
            }
        }
    }

    private static void open(int sockets, ServerSocketChannel listener, List<Closeable> held) throws IOException {
        while (held.size() < sockets) {
            held.add(SocketChannel.open(listener.getLocalAddress()));
            held.add(listener.accept());
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is the end anyway.
        }
    }

    private static long usedHeap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(100);
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
