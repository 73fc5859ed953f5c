package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.CLOSE_WAIT;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_2;
import static io.sockspan.demo.scenario.KernelState.GONE;
import static io.sockspan.demo.scenario.KernelState.TIME_WAIT;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** An exchange of two bytes between asynchronous channels. */
final class Asynchronous implements Scenario {
    @Override
    public String name() {
        return "async";
    }

    @Override
    public String title() {
        return "asynchronous channels";
    }

    @Override
    public String explanation() {
        return "To TCP it is the same once more: SYN_SENT, ESTABLISHED, the FINs. Only the application's side\n"
                + "differs: connect(), accept(), read() and write() return at once with a Future, and a thread of\n"
                + "the channel group completes them when the kernel has. The server closes first here, so the\n"
                + "client passes through CLOSE_WAIT and LAST_ACK, and TIME_WAIT is the server's.";
    }

    private static final int GROUP_THREADS = 2;
    private static final long TERMINATION_SECONDS = 5;

    @Override
    public void run(Stage stage) throws Exception {
        AsynchronousChannelGroup group =
                AsynchronousChannelGroup.withFixedThreadPool(GROUP_THREADS, Asynchronous::daemon);
        try (AsynchronousServerSocketChannel listener =
                        AsynchronousServerSocketChannel.open(group).bind(Loopback.anyPort());
                AsynchronousSocketChannel client = AsynchronousSocketChannel.open(group)) {
            Future<AsynchronousSocketChannel> accepted = listener.accept();
            client.connect(listener.getLocalAddress()).get();
            exchange(client, accepted.get(), stage);
        } finally {
            group.shutdownNow();
            group.awaitTermination(TERMINATION_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void exchange(AsynchronousSocketChannel client, AsynchronousSocketChannel server, Stage stage)
            throws Exception {
        Ends ends = Ends.of(client);
        client.write(ByteBuffer.wrap(new byte[] {'?'})).get();
        stage.say("server reads: %d byte", server.read(ByteBuffer.allocate(1)).get());
        server.write(ByteBuffer.wrap(new byte[] {'!'})).get();
        server.close();
        stage.say("client reads: %d byte", client.read(ByteBuffer.allocate(1)).get());
        stage.say(
                "client reads: %d (end of stream)",
                client.read(ByteBuffer.allocate(1)).get());
        stage.await(ends, CLOSE_WAIT, FIN_WAIT_2);
        client.close();
        stage.await(ends, GONE, TIME_WAIT);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "demo-async");
        thread.setDaemon(true);
        return thread;
    }
}
