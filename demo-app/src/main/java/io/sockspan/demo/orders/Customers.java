package io.sockspan.demo.orders;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.URL;

/** Order over HTTP, and read each answer to its end, as they should. */
public final class Customers {
    private final InetSocketAddress server;

    public Customers(InetSocketAddress server) {
        this.server = server;
    }

    /** Returns the status of the answer. */
    public int order(String item) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url(item).openConnection();
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            while (body.read() >= 0) {
                // Only a body that was read to its end gives the connection back for the next order.
            }
        }
        return status;
    }

    /** What is asked for to order this item. */
    public URL url(String item) throws MalformedURLException {
        return new URL("http", server.getAddress().getHostAddress(), server.getPort(), OrderServer.PATH + item);
    }
}
