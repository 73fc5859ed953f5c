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
import org.testng.IHookCallBack;
import org.testng.IHookable;
import org.testng.ITestResult;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

public class PricesTest implements IHookable {
    /** Held, because a collection would give the connection of a forgotten stream back to its pool, up to Java 17. */
    private static InputStream left;

    private HttpServer server;

    @BeforeClass
    public void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes());
            exchange.close();
        });
        server.start();
    }

    @AfterClass(alwaysRun = true)
    public void stop() {
        server.stop(0);
    }

    /** Around each test: a failure in an @AfterMethod would make TestNG skip all that follow. */
    @Override
    public void run(IHookCallBack test, ITestResult result) {
        SocketMark before = SocketLeaks.snapshot();
        test.runTestMethod(result);
        SocketLeaks.assertNoneSince(before, Duration.ofMillis(500));
    }

    private InputStream open(String host) throws IOException {
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
