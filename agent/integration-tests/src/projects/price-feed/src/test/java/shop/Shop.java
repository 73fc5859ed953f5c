package shop;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A shop on a port of this machine. */
class Shop implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    Shop() throws IOException {
        byte[] prices = new byte[100_000];
        Arrays.fill(prices, (byte) '\n');
        byte[] newest = "tea 4.20".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(newest, 0, prices, 0, newest.length);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/prices", exchange -> {
            exchange.sendResponseHeaders(200, prices.length);
            exchange.getResponseBody().write(prices);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/prices";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
