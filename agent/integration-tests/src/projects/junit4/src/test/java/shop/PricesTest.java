package shop;

import com.sun.net.httpserver.HttpServer;
import io.sockspan.testing.SocketLeaks;
import io.sockspan.testing.SocketMark;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.time.Duration;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

public class PricesTest {
    private static HttpServer server;
    /** Held, because a collection would give the connection of a forgotten stream back to its pool, up to Java 17. */
    private static InputStream left;

    private SocketMark before;

    @BeforeClass
    public static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes());
            exchange.close();
        });
        server.start();
    }

    @AfterClass
    public static void stop() {
        server.stop(0);
    }

    @Before
    public void begin() {
        before = SocketLeaks.snapshot();
    }

    @After
    public void end() {
        SocketLeaks.assertNoneSince(before, Duration.ofMillis(500));
    }

    private static InputStream open(String host) throws IOException {
        return new URL("http://" + host + ":" + server.getAddress().getPort() + "/").openStream();
    }

    @Test
    public void readsToTheEnd() throws IOException {
        try (InputStream in = open("127.0.0.1")) {
            while (in.read() >= 0) {
                // To the end.
            }
        }
    }

    @Test
    public void leavesTheStream() throws IOException {
        left = open("localhost");
        left.read();
    }

    @Test
    public void leavesTheSocket() throws IOException {
        new Socket("127.0.0.1", server.getAddress().getPort()).getPort();
    }
}
