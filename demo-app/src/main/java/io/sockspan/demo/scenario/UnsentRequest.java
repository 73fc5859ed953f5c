package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.ESTABLISHED;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A client whose server takes nothing any more: a thread is stuck in write(). */
final class UnsentRequest implements Scenario {
    @Override
    public String name() {
        return "unsent-request";
    }

    @Override
    public String title() {
        return "LEAK: a peer that takes nothing, and a write that never returns";
    }

    @Override
    public String explanation() {
        return "The client uploads, and the server's worker is stuck: it does not read. The server's receive\n"
                + "buffer fills up, its window shrinks to zero, and then the client's send queue fills up, too.\n"
                + "Now write() blocks, and it has no timeout: setSoTimeout() counts for reads only. Both ends stay\n"
                + "ESTABLISHED for as long as the server's kernel answers the client's window probes.";
    }

    private static final int CHUNK = 64 * 1024;
    private static final long FULL_MILLIS = 10_000;
    /** For so long nothing must be taken: the kernel may make room once more. */
    private static final long QUIET_NANOS = 200_000_000;

    @Override
    public void run(Stage stage) throws Exception {
        stage.expectSuspect("unsent");
        try (ServerSocket listener = Loopback.listen()) {
            Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
            stage.keep(client);
            stage.keep(listener.accept());
            AtomicLong sent = new AtomicLong();
            stage.inBackground("demo-uploader", () -> upload(client, sent));
            boolean full = Await.until(new Standstill(sent), FULL_MILLIS);
            stage.say("client has sent %d KB, and write() %s", sent.get() / 1024, full ? "blocks" : "goes on");
            stage.await(Ends.of(client), ESTABLISHED, ESTABLISHED);
        }
    }

    private static Void upload(Socket client, AtomicLong sent) throws IOException {
        byte[] chunk = new byte[CHUNK];
        while (true) {
            client.getOutputStream().write(chunk);
            sent.addAndGet(chunk.length);
        }
    }

    /** Holds once a counter that has begun to count stands still. */
    private static final class Standstill implements BooleanSupplier {
        private final AtomicLong counter;
        private long last;
        private long since = System.nanoTime();

        Standstill(AtomicLong counter) {
            this.counter = counter;
        }

        @Override
        public boolean getAsBoolean() {
            long now = System.nanoTime();
            if (counter.get() != last) {
                last = counter.get();
                since = now;
            }
            return last > 0 && now - since > QUIET_NANOS;
        }
    }
}
