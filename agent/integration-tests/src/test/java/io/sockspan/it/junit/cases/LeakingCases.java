package io.sockspan.it.junit.cases;

import io.sockspan.junit.DetectSocketLeaks;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DetectSocketLeaks(graceMillis = 200)
class LeakingCases {
    @Test
    @Says({"1 client connection to ", "left open in ESTABLISHED", "LeakingCases.leaksSocket(LeakingCases.java:"})
    void leaksSocket() throws IOException {
        Far.keep(Far.connect("keep"));
    }

    @Test
    @Says({"left open in CLOSE_WAIT", "The peer closed ", "close() was not called here"})
    void leaksWhatThePeerClosed() throws IOException {
        // Kept before the read returns -1, so that the end is known to have come.
        Far.keep(Far.connect("bye")).getInputStream().read();
    }

    @Test
    @Says("in the receive buffer, which nobody has read")
    void leaksUnreadBytes() throws Exception {
        Socket socket = Far.keep(Far.connect("data"));
        while (socket.getInputStream().available() == 0) {
            Thread.sleep(1);
        }
    }

    @Test
    void leaksSocketChannel() throws IOException {
        Far.keep(Far.channel("keep"));
    }

    @Test
    void leaksNonBlockingChannel() throws Exception {
        SocketChannel channel = Far.keep(SocketChannel.open());
        channel.configureBlocking(false);
        channel.connect(Far.address());
        while (!channel.finishConnect()) {
            Thread.sleep(1);
        }
    }

    @Test
    void leaksAsynchronousChannel() throws Exception {
        AsynchronousSocketChannel channel = Far.keep(AsynchronousSocketChannel.open());
        channel.connect(Far.address()).get();
    }

    @Test
    @Says("1 listener on 127.0.0.1:")
    void leaksServerSocket() throws IOException {
        Far.keep(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }

    @Test
    @Says("still listening")
    void leaksServerSocketChannel() throws IOException {
        Far.keep(ServerSocketChannel.open()).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Test
    void leaksAsynchronousListener() throws IOException {
        Far.keep(AsynchronousServerSocketChannel.open())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Test
    @Says("1 server connection accepted on ")
    void leaksAcceptedSocket() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            Far.keep(server.accept());
        }
    }

    @Test
    @Says("1 server connection accepted on ")
    void leaksAcceptedChannel() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                Far.keep(server.accept());
            }
        }
    }

    @Test
    @Says("open and never connected")
    void leaksChannelThatNeverConnected() throws IOException {
        Far.keep(SocketChannel.open());
    }

    @Test
    void leaksChannelWhoseConnectFailed() throws IOException {
        SocketChannel channel = Far.keep(SocketChannel.open());
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = closed.getLocalPort();
            closed.close();
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            while (!channel.finishConnect()) {
                Thread.yield();
            }
        } catch (java.net.ConnectException refused) {
            // From JDK 11 on a failed connect closes the channel; then it is opened again, and forgotten.
            Far.keep(SocketChannel.open());
        }
    }

    @Test
    @Says("dropped without close()")
    void leaksGarbageSocket() throws IOException {
        Far.connect("keep");
    }

    @Test
    @Says("dropped without close()")
    void leaksGarbageChannel() throws IOException {
        Far.channel("keep");
    }

    @Test
    void leaksHalfClosedConnection() throws IOException {
        Far.keep(Far.connect("data")).shutdownOutput();
    }

    @Test
    @Says("closed but not released")
    void leaksClosedChannelOfASelectorThatDoesNotSelect() throws IOException {
        Selector selector = Far.keep(Selector.open());
        SocketChannel channel = Far.channel("keep");
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        channel.close();
    }

    @Test
    void leaksOnAnExecutorsThread() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            executor.submit(() -> Far.keep(Far.connect("keep"))).get();
        } finally {
            executor.shutdown();
        }
    }

    @Test
    @Says("by thread \"its own\"")
    void leaksOnAThreadOfItsOwn() throws Exception {
        Thread thread = new Thread(
                () -> {
                    try {
                        Far.keep(Far.connect("keep"));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                "its own");
        thread.start();
        thread.join();
    }

    @Test
    void leaksOnAVirtualThread() throws Exception {
        Thread thread;
        try {
            Runnable leak = () -> {
                try {
                    Far.keep(Far.connect("keep"));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            };
            thread = (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, leak);
        } catch (NoSuchMethodException | java.lang.reflect.InvocationTargetException before21) {
            Assumptions.assumeTrue(false, "no virtual threads");
            return;
        }
        thread.join();
    }

    @Test
    void leaksAnHttpResponseThatIsNotRead() throws Exception {
        HttpURLConnection connection = Far.keep(Far.http("127.1", "/big"));
        connection.getInputStream().read();
    }

    @Test
    @Timeout(120)
    void leaksInATestWithATimeout() throws IOException {
        Far.keep(Far.connect("keep"));
    }

    @Test
    void leaksAndIsInterrupted() throws IOException {
        Far.keep(Far.connect("keep"));
        Thread.currentThread().interrupt();
    }

    @RepeatedTest(2)
    void leaksEachTime() throws IOException {
        Far.keep(Far.connect("keep"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"left open", "closed"})
    void leaksForOneArgument(String what) throws IOException {
        Socket socket = Far.keep(Far.connect("keep"));
        if (what.equals("closed")) {
            socket.close();
        }
    }

    @TestFactory
    DynamicTest leaksInADynamicTest() {
        return DynamicTest.dynamicTest("dynamic", () -> Far.keep(Far.connect("keep")));
    }

    @Test
    @Says("3 sockets left open by LeakingCases.leaksThreeOnOnePath()")
    void leaksThreeOnOnePath() throws IOException {
        for (int i = 0; i < 3; i++) {
            Far.keep(Far.connect("keep"));
        }
    }

    @Test
    void leaksInALibraryOfItsOwn() throws Exception {
        Pool.get().write(ByteBuffer.wrap(new byte[] {'k'}));
    }

    /** A pool that nobody knows. */
    static final class Pool {
        private static SocketChannel one;

        static synchronized SocketChannel get() throws IOException {
            if (one == null) {
                one = SocketChannel.open(Far.address());
            }
            return one;
        }
    }

    @org.junit.jupiter.api.Nested
    class Inner {
        @Test
        @Says("left open by LeakingCases.Inner.leaksInside()")
        void leaksInside() throws Exception {
            Far.keep(Far.connect("keep"));
        }
    }
}
