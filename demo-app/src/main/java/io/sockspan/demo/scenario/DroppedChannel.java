package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.CLOSE_WAIT;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_2;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A client's and a server's channel, both lost to the garbage collector before they are closed. */
final class DroppedChannel implements Scenario {
    @Override
    public String name() {
        return "dropped-channel";
    }

    @Override
    public String title() {
        return "LEAK: a channel that is forgotten, not closed";
    }

    @Override
    public String explanation() {
        return "An exception, and the only reference to a SocketChannel is gone: once on the client's side, once\n"
                + "on the server's. The garbage collector closes a forgotten java.net.Socket, but never a\n"
                + "SocketChannel: no FIN is sent, the descriptor stays open for as long as the JVM runs, and nobody\n"
                + "is left who could close it. The peers have closed, so both ends stay in CLOSE_WAIT for good.";
    }

    private static final long COLLECTION_MILLIS = 10_000;

    @Override
    public void run(Stage stage) throws Exception {
        stage.expectSuspect("dropped");
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(Loopback.anyPort())) {
            WeakReference<?> client = forgetClient(listener, stage);
            WeakReference<?> server = forgetServer(listener, stage);
            if (Await.until(() -> isCollected(client) && isCollected(server), COLLECTION_MILLIS)) {
                stage.say("both channels are garbage-collected, and their descriptors are still open");
            } else {
                stage.say("the garbage collector has not come to the channels yet");
            }
        }
    }

    private static WeakReference<?> forgetClient(ServerSocketChannel listener, Stage stage) throws Exception {
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        listener.accept().close();
        stage.await(Ends.of(client), CLOSE_WAIT, FIN_WAIT_2);
        greetAndClose(client, "client", stage);
        return new WeakReference<>(client);
    }

    private static WeakReference<?> forgetServer(ServerSocketChannel listener, Stage stage) throws Exception {
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        Ends ends = Ends.of(client);
        SocketChannel server = listener.accept();
        client.close();
        stage.await(ends, FIN_WAIT_2, CLOSE_WAIT);
        greetAndClose(server, "server", stage);
        return new WeakReference<>(server);
    }

    private static void greetAndClose(SocketChannel channel, String side, Stage stage) throws IOException {
        try {
            readGreeting(channel);
            // The bug: the exception jumps over this line.
            channel.close();
        } catch (ProtocolException e) {
            stage.say("%s: %s, and close() is not called", side, e.getMessage());
        }
    }

    private static void readGreeting(SocketChannel channel) throws IOException {
        if (channel.read(ByteBuffer.allocate(1)) < 0) {
            throw new ProtocolException("end of stream in place of a greeting");
        }
    }

    private static boolean isCollected(WeakReference<?> reference) {
        System.gc();
        return reference.get() == null;
    }
}
