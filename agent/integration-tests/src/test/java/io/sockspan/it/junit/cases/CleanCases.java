package io.sockspan.it.junit.cases;

import io.sockspan.junit.AllowSockets;
import io.sockspan.junit.DetectSocketLeaks;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DetectSocketLeaks
class CleanCases {
    @Test
    void opensNothing() {}

    @Test
    void closesSocketsOfBothSides() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write(1);
            client.getInputStream().read();
        }
    }

    @Test
    void closesChannels() throws Exception {
        try (SocketChannel channel = Far.channel("keep");
                AsynchronousSocketChannel asynchronous = AsynchronousSocketChannel.open()) {
            asynchronous.connect(Far.address()).get();
            channel.shutdownOutput();
        }
    }

    @Test
    void closesAChannelOfASelector() throws IOException {
        try (Selector selector = Selector.open();
                SocketChannel channel = Far.channel("keep")) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            channel.close();
            selector.selectNow();
        }
    }

    @Test
    @DetectSocketLeaks(graceMillis = 60_000)
    void leavesClosingToAnotherThread() throws IOException {
        Socket socket = Far.connect("keep");
        Thread test = Thread.currentThread();
        Thread closer = new Thread(() -> {
            try {
                // Not before the test is over, and its extension looks.
                while (isIn(test, "leavesClosingToAnotherThread")) {
                    Thread.yield();
                }
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        closer.start();
    }

    private static boolean isIn(Thread thread, String method) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals(method)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void closesWhatThePeerClosed() throws IOException {
        try (Socket socket = Far.connect("bye")) {
            socket.getInputStream().read();
        }
    }

    @Test
    void closesByReset() throws IOException {
        try (Socket socket = Far.connect("keep")) {
            socket.setSoLinger(true, 0);
        }
    }

    @Test
    void closesAfterARefusedConnect() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        try (Socket socket = new Socket()) {
            Assertions.assertThrows(
                    ConnectException.class,
                    () -> socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }
    }

    @Test
    void leavesAnIdleConnectionToTheKeepAliveCache() throws IOException {
        read(Far.http("127.0.0.1", "/small"));
    }

    private static void read(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getInputStream()) {
            while (in.read() >= 0) {
                // To the end, so that the connection can be used again.
            }
        }
    }

    @Test
    void leavesAnIdleConnectionToTheHttpClient() throws Exception {
        Object client;
        Class<?> type;
        try {
            type = Class.forName("java.net.http.HttpClient");
            client = Far.keep(type.getMethod("newHttpClient").invoke(null));
        } catch (ClassNotFoundException before11) {
            Assumptions.assumeTrue(false, "no HTTP client");
            return;
        }
        Class<?> request = Class.forName("java.net.http.HttpRequest");
        Object builder = request.getMethod("newBuilder", java.net.URI.class)
                .invoke(null, java.net.URI.create("http://127.0.0.1:" + Far.port() + "/small"));
        Object get = Class.forName("java.net.http.HttpRequest$Builder")
                .getMethod("build")
                .invoke(builder);
        Object handler = Class.forName("java.net.http.HttpResponse$BodyHandlers")
                .getMethod("ofString")
                .invoke(null);
        type.getMethod("send", request, Class.forName("java.net.http.HttpResponse$BodyHandler"))
                .invoke(client, get, handler);
    }

    @Test
    void leavesWhatIsNotTcp() throws IOException {
        Far.keep(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        Far.keep(Pipe.open());
        Far.keep(Selector.open());
        Far.keep(new Socket());
    }

    @Test
    void closesManyOneAfterTheOther() throws IOException {
        for (int i = 0; i < 200; i++) {
            Far.connect("keep").close();
        }
    }

    @Test
    void abortsAfterClosing() throws IOException {
        Far.connect("keep").close();
        Assumptions.assumeTrue(false, "aborted");
    }

    @Test
    void closesOnTheThreadOfATimeout() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(2), () -> Far.connect("keep").close());
    }

    @Test
    void closesAndIsInterrupted() throws IOException {
        Far.connect("keep").close();
        Thread.currentThread().interrupt();
    }

    @RepeatedTest(3)
    void closesEachTime() throws IOException {
        Far.connect("keep").close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep", "bye", "data"})
    void closesForEachArgument(String wish) throws IOException {
        Far.connect(wish).close();
    }

    @Test
    @AllowSockets(reason = "held for the whole run")
    void mayLeaveAllOpen() throws IOException {
        Far.keep(Far.connect("keep"));
    }

    @Test
    @AllowSockets(reason = "held for the whole run", openedBy = "io.sockspan.it.junit.cases.Far")
    void mayLeaveOpenWhatThatClassOpens() throws IOException {
        Far.keep(Far.connect("keep"));
    }

    @DetectSocketLeaks(graceMillis = 200, strict = true)
    static class Strict {
        @Test
        void leaksAnIdleConnectionOfTheKeepAliveCache() throws IOException {
            read(Far.http("127.0.1", "/small"));
        }
    }

    @DetectSocketLeaks(graceMillis = 200)
    @AllowSockets(reason = "of another port", port = 1)
    static class AllowedElsewhere {
        @Test
        @AllowSockets(reason = "of another class", openedBy = "io.sockspan.it.junit.cases.Fa")
        void leaksWhatIsAllowedElsewhereOnly() throws IOException {
            Far.keep(Far.connect("keep"));
        }
    }
}
