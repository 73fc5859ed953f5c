package io.sockspan.it.junit.cases;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The other end, in another process: what it keeps is no socket of this JVM. And what tests keep, so that it is no garbage. */
final class Far {
    private static final List<Object> KEPT = new ArrayList<>();

    private Far() {}

    static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    }

    static int port() {
        return Integer.getInteger("far.port");
    }

    /** @param wish {@code keep}: the peer closes after us; {@code bye}: at once; {@code data}: it sends much, and closes after us */
    static Socket connect(String wish) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.getOutputStream().write((wish + "\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    static SocketChannel channel(String wish) throws IOException {
        SocketChannel channel = SocketChannel.open(address());
        channel.write(ByteBuffer.wrap((wish + "\n").getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    /** @param host a way to write 127.0.0.1; one of its own for each test that must not get another one's connection */
    static HttpURLConnection http(String host, String path) throws IOException {
        return (HttpURLConnection) new URL("http://" + host + ":" + port() + path).openConnection();
    }

    static synchronized <T> T keep(T open) {
        KEPT.add(open);
        return open;
    }
}
