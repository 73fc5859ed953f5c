package io.sockspan.demo.scenario;

import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The accept queue is full for the first SYN, and has room for the second. */
final class SynResent implements Scenario {
    @Override
    public String name() {
        return "syn-resent";
    }

    @Override
    public String title() {
        return "a lost SYN costs a second";
    }

    @Override
    public String explanation() {
        return "The accept queue is full again, so the client's first SYN is dropped. This time the server\n"
                + "wakes up and accepts. The client does not learn of that: it sends its SYN again when its timer\n"
                + "runs out, 1 s after the first, and then it is connected at once. A connect that takes just over\n"
                + "1 s, or another whole number of seconds, has lost a SYN; it is hardly ever a slow network.";
    }

    /** What fits into the accept queue of a listener with backlog 1 on Linux. */
    private static final int QUEUE = 2;

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final long SYN_MILLIS = 2_000;
    private static final long BUSY_MILLIS = 500;

    @Override
    public void run(Stage stage) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (ServerSocket listener = Loopback.listen(1);
                Socket late = new Socket()) {
            for (int i = 0; i < QUEUE; i++) {
                sockets.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
            }
            Future<?> accepted = stage.inBackground("demo-server", () -> acceptLate(listener, sockets));

            long start = System.nanoTime();
            late.connect(listener.getLocalSocketAddress(), TIMEOUT_MILLIS);
            stage.say("connected after %d ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            accepted.get();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static Void acceptLate(ServerSocket listener, List<Socket> sockets) throws Exception {
        Await.until(() -> KernelTable.isConnecting(listener.getLocalPort()), SYN_MILLIS);
        // Half the time until the SYN is sent again: the first one is lost for certain, the second one is not.
        Thread.sleep(BUSY_MILLIS);
        for (int i = 0; i <= QUEUE; i++) {
            sockets.add(listener.accept());
        }
        return null;
    }
}
