package io.sockspan.demo.orders;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Offers the order service over HTTP: {@code /orders/anvil} orders an anvil. */
public final class OrderServer implements Closeable {
    public static final String PATH = "/orders/";

    private final OrderService orders;
    private final HttpServer http;

    private OrderServer(OrderService orders, HttpServer http) {
        this.orders = orders;
        this.http = http;
    }

    /** Opens the service on the loopback interface, at a port of the kernel's choice. */
    public static OrderServer open(OrderService orders) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        OrderServer server = new OrderServer(orders, http);
        http.createContext(PATH, server::handle);
        http.start();
        return server;
    }

    public InetSocketAddress address() {
        return http.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            String item = exchange.getRequestURI().getPath().substring(PATH.length());
            answer(exchange, 200, orders.place(item));
        } catch (UnknownItemException e) {
            answer(exchange, 404, e.getMessage());
        } catch (IOException e) {
            answer(exchange, 502, "the warehouse does not answer: " + e.getMessage());
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
