package io.sockspan.it.start.app;

import io.sockspan.it.app.App;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Fills its heap for two seconds at the command {@code fill}, so that every thread that allocates meets an OutOfMemoryError, and lets go of it. */
public final class HeapFull {
    private static final int LARGEST = 1 << 20;
    private static final int SMALLEST = 64;

    private HeapFull() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket accepted = listener.accept()) {
            App.say("connected " + client.getLocalPort() + " " + accepted.getPort());
            new App()
                    .on("fill", HeapFull::fill)
                    .on("detach", Busy::detach)
                    .on("threads", Busy::agentThreads)
                    .serve();
        }
    }

    private static String fill() {
        List<byte[]> filling = new ArrayList<>(1 << 16);
        int size = LARGEST;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (System.nanoTime() - end < 0 && filling.size() < 1 << 16) {
            try {
                filling.add(new byte[size]);
            } catch (OutOfMemoryError full) {
                size = Math.max(SMALLEST, size / 2);
            }
        }
        filling.clear();
        System.gc();
        return "emptied";
    }
}
