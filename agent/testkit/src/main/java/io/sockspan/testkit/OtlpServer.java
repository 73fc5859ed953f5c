package io.sockspan.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.zip.GZIPInputStream;

/**
 * A server for OTLP over HTTP on a loopback port of its own. It accepts every request and passes it on without keeping it. One thread
 * serves one request after the other, so that the order of arrival is unique.
 */
public final class OtlpServer implements AutoCloseable {
    private final HttpServer server;

    public OtlpServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.start();
    }

    /** Handles the requests to one path. */
    public interface Handler {
        /**
         * Called on the server's thread, before the sender gets its response.
         *
         * @param request for its address and headers
         * @param body decompressed
         */
        void handle(HttpExchange request, byte[] body) throws IOException;
    }

    /** Serves a path such as {@code /v1/traces}; any other is answered with 404. */
    public OtlpServer on(String path, Handler handler) {
        server.createContext(path, exchange -> receive(exchange, handler));
        return this;
    }

    /** The value for {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void receive(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
            handler.handle(exchange, body(exchange.getRequestBody(), encoding));
            // An empty message means that everything was accepted.
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static byte[] body(InputStream in, String encoding) throws IOException {
        return "gzip".equals(encoding) ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
