package io.sockspan.it.leaks.app;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The server's side of a request by HTTP/1.1. */
final class OneResponse {
    private OneResponse() {}

    /**
     * Reads a request without a body, to its end, and answers it.
     *
     * @param headers more lines for the response, each with its line break
     */
    static void on(Socket connection, String headers) throws IOException {
        InputStream in = connection.getInputStream();
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the request ended early");
            }
            request.append((char) next);
        }
        String response = "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 5\r\n\r\nhello";
        connection.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
    }
}
