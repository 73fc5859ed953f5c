package io.sockspan.it.export.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** Asks a web server of its own for nothing. Has no OpenTelemetry: what traces it comes from outside. */
public final class Fetch {
    private Fetch() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            Thread server = new Thread(() -> answer(listener), "web-server");
            server.start();
            URL url = new URL("http", Server.LOOPBACK.getHostAddress(), listener.getLocalPort(), "/");
            HttpURLConnection connection = (HttpURLConnection) url.openConnection();
            App.say("fetched " + connection.getResponseCode() + " " + listener.getLocalPort());
            server.join();
        }
        new App().serve();
    }

    private static void answer(ServerSocket listener) {
        try (Socket client = listener.accept()) {
            byte[] end = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            for (int matched = 0; matched < end.length; ) {
                int next = client.getInputStream().read();
                matched = next == end[matched] ? matched + 1 : next == end[0] ? 1 : 0;
            }
            client.getOutputStream()
                    .write("HTTP/1.1 204 Nothing\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
