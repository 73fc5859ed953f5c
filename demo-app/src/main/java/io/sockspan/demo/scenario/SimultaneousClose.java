package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.CLOSING;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_1;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_2;
import static io.sockspan.demo.scenario.KernelState.GONE;
import static io.sockspan.demo.scenario.KernelState.TIME_WAIT;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Both ends send their FINs before they have seen the other's. */
final class SimultaneousClose implements Scenario {
    /** More than a receive buffer holds, less than a send buffer. */
    private static final int BYTES = 32 * 1024;

    private static final int RECEIVE_BUFFER = 4 * 1024;
    private static final int SEND_BUFFER = 4 * BYTES;
    /** Long enough for an agent that polls the kernel's states once a second. */
    private static final long VISIBLE_MILLIS = 1_500;

    private static final int MAX_ROUNDS = 20;
    private static final long SETTLE_MILLIS = 2_000;

    @Override
    public String name() {
        return "simultaneous-close";
    }

    @Override
    public String title() {
        return "both sides close at the same instant";
    }

    @Override
    public String explanation() {
        return "When the FINs cross on their way, a side is in FIN_WAIT_1 when the other's FIN comes in before the\n"
                + "ACK of its own: it goes to CLOSING, which few people ever see, and with that ACK to TIME_WAIT.\n"
                + "Both sides end there, which no other way of closing leads to.\n"
                + "First in slow motion: both FINs wait behind bytes that the other side does not read. The client\n"
                + "reads on first and gets the server's FIN, while its own still waits: CLOSING for a while. Then\n"
                + "as it happens for real: two threads close both ends at once, until the FINs have crossed within\n"
                + "the few microseconds that they take here, or 20 times.";
    }

    @Override
    public void run(Stage stage) throws Exception {
        inSlowMotion(stage);
        inLife(stage);
    }

    private static void inSlowMotion(Stage stage) throws Exception {
        try (ServerSocket listener = new ServerSocket();
                Socket client = new Socket()) {
            // Before the handshake, in which the windows are agreed on; the accepted socket inherits the listener's.
            listener.setReceiveBufferSize(RECEIVE_BUFFER);
            client.setReceiveBufferSize(RECEIVE_BUFFER);
            listener.bind(Loopback.anyPort());
            client.connect(listener.getLocalSocketAddress());
            try (Socket server = listener.accept()) {
                Ends ends = Ends.of(client);
                writeAndEnd(client);
                writeAndEnd(server);
                stage.await(ends, FIN_WAIT_1, FIN_WAIT_1);
                readToEnd(client);
                stage.await(ends, CLOSING, FIN_WAIT_2);
                Thread.sleep(VISIBLE_MILLIS);
                readToEnd(server);
                stage.await(ends, TIME_WAIT, TIME_WAIT);
            }
        }
    }

    private static void writeAndEnd(Socket socket) throws IOException {
        socket.setSendBufferSize(SEND_BUFFER);
        socket.getOutputStream().write(new byte[BYTES]);
        socket.shutdownOutput();
    }

    private static void readToEnd(Socket socket) throws IOException {
        byte[] buffer = new byte[BYTES];
        while (socket.getInputStream().read(buffer) >= 0) {
            // Makes room for what the FIN waits behind.
        }
    }

    private static void inLife(Stage stage) throws Exception {
        try (ServerSocket listener = Loopback.listen()) {
            for (int round = 1; round <= MAX_ROUNDS; round++) {
                Ends ends = closeBothEndsAtOnce(listener, stage);
                if (finsCrossed(ends)) {
                    stage.say("round %d: the FINs crossed, and both sides are in TIME_WAIT", round);
                    return;
                }
            }
            stage.say("%d rounds, and one FIN was always a little earlier, as far as can be seen", MAX_ROUNDS);
        }
    }

    private static Ends closeBothEndsAtOnce(ServerSocket listener, Stage stage) throws Exception {
        try (Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket server = listener.accept()) {
            Ends ends = Ends.of(client);
            AtomicInteger missing = new AtomicInteger(2);
            Future<?> serverClosed = stage.inBackground("demo-server", () -> closeTogether(server, missing));
            closeTogether(client, missing);
            serverClosed.get();
            return ends;
        }
    }

    private static Void closeTogether(Socket socket, AtomicInteger missing) throws IOException {
        missing.decrementAndGet();
        while (missing.get() > 0) {
            // Spins: to be woken up takes longer than a FIN does.
        }
        socket.close();
        return null;
    }

    private static boolean finsCrossed(Ends ends) throws InterruptedException {
        return KernelTable.isReadable()
                && Await.until(() -> isOver(KernelTable.ofClient(ends)), SETTLE_MILLIS)
                && Await.until(() -> isOver(KernelTable.ofServer(ends)), SETTLE_MILLIS)
                && KernelTable.ofClient(ends) == TIME_WAIT
                && KernelTable.ofServer(ends) == TIME_WAIT;
    }

    private static boolean isOver(KernelState state) {
        return state == TIME_WAIT || state == GONE;
    }
}
