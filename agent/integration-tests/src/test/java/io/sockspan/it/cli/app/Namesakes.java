package io.sockspan.it.cli.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** Gives its threads the names of the agent's threads and of those by which the JDK closes what was dropped. */
public final class Namesakes {
    private Namesakes() {}

    public static void main(String[] args) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread idle = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                "sockspan");
        idle.setDaemon(true);
        idle.start();
        new App().on("work", Namesakes::work).on("rename", Namesakes::rename).serve();
    }

    private static String work() throws InterruptedException {
        for (String name : new String[] {"sockspan", "sockspan-exit", "Finalizer", "Common-Cleaner", "Cleaner-0"}) {
            Thread thread = new Thread(Namesakes::connect, name);
            thread.start();
            thread.join();
        }
        return "worked";
    }

    private static void connect() {
        try (ServerSocket listener = new ServerSocket(0, 1, Server.LOOPBACK);
                Socket client = new Socket(Server.LOOPBACK, listener.getLocalPort());
                Socket accepted = listener.accept()) {
            client.getOutputStream().write(1);
            accepted.getInputStream().read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Gives all threads that are called like the agent's another name. */
    private static String rename() {
        int renamed = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("sockspan")) {
                thread.setName("worker");
                renamed++;
            }
        }
        return "renamed " + renamed;
    }
}
