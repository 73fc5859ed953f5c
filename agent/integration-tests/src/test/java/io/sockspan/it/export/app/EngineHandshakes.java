package io.sockspan.it.export.app;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.sockspan.it.app.App;
import io.sockspan.it.app.Attempt;
import io.sockspan.it.app.Server;
import io.sockspan.it.app.Tls;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * HTTPS between the JDK's own client and server, which both use {@code SSLEngine} over channels, with a server for each way. On Java 8 the
 * client is {@code HttpsURLConnection}, with {@code SSLSocket}.
 */
public final class EngineHandshakes {
    private final SSLContext trusting = Tls.context();
    /** Trusts the JDK's own authorities, which have not signed the server's key. */
    private final SSLContext distrusting = SSLContext.getInstance("TLS");

    private EngineHandshakes() throws Exception {
        distrusting.init(null, null, null);
    }

    public static void main(String[] args) throws Exception {
        new EngineHandshakes().make();
        new App().serve();
    }

    private void make() throws Exception {
        SSLContext old = SSLContext.getInstance("TLSv1.2");
        old.init(null, null, null);
        ask("full", "TLSv1.3", trusting, null);
        ask("old", "TLSv1.2", trusting, null);
        ask("untrusted", "TLSv1.3", distrusting, null);
        ask("mismatch", "TLSv1.3", old, "TLSv1.2");
        cut("cut");
    }

    /** @param only the client's only protocol, which its context supports as the newest; null for all */
    private void ask(String way, String protocol, SSLContext client, String only) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(Server.LOOPBACK, 0), 1);
        server.setHttpsConfigurator(new HttpsConfigurator(trusting) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters chosen = getSSLContext().getDefaultSSLParameters();
                chosen.setProtocols(new String[] {protocol});
                parameters.setSSLParameters(chosen);
            }
        });
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            get(way, server.getAddress().getPort(), client, only);
        } finally {
            server.stop(0);
        }
    }

    /** The server closes when it has the first message. The client may try again. */
    private void cut(String way) throws Exception {
        Attempt server;
        try (ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(Server.LOOPBACK, 0))) {
            server = new Attempt("cutting-server", () -> {
                while (true) {
                    try (SocketChannel accepted = listener.accept()) {
                        accepted.read(ByteBuffer.allocate(65_536));
                    }
                }
            });
            get(way, listener.socket().getLocalPort(), trusting, null);
        }
        server.outcome();
    }

    private static void get(String way, int port, SSLContext context, String only) throws Exception {
        App.say("served " + way + " " + port);
        String url = "https://127.0.0.1:" + port + "/";
        try {
            if (System.getProperty("java.specification.version").equals("1.8")) {
                HttpsURLConnection connection = (HttpsURLConnection) new URL(url).openConnection();
                connection.setSSLSocketFactory(context.getSocketFactory());
                connection.getResponseCode();
            } else {
                send(url, context, only);
            }
            App.say("answered " + way);
        } catch (IOException e) {
            App.say("failed " + way);
        }
    }

    /** By {@code java.net.http}, which Java 8 has not. */
    private static void send(String url, SSLContext context, String only) throws Exception {
        Class<?> clientType = Class.forName("java.net.http.HttpClient");
        Class<?> clientBuilder = Class.forName("java.net.http.HttpClient$Builder");
        Class<?> requestType = Class.forName("java.net.http.HttpRequest");
        Class<?> requestBuilder = Class.forName("java.net.http.HttpRequest$Builder");
        Class<?> handlerType = Class.forName("java.net.http.HttpResponse$BodyHandler");
        Object builder = clientType.getMethod("newBuilder").invoke(null);
        clientBuilder.getMethod("sslContext", SSLContext.class).invoke(builder, context);
        if (only != null) {
            clientBuilder
                    .getMethod("sslParameters", SSLParameters.class)
                    .invoke(builder, new SSLParameters(null, new String[] {only}));
        }
        Object client = clientBuilder.getMethod("build").invoke(builder);
        Object request = requestType.getMethod("newBuilder", URI.class).invoke(null, URI.create(url));
        Object handler = Class.forName("java.net.http.HttpResponse$BodyHandlers")
                .getMethod("discarding")
                .invoke(null);
        try {
            clientType
                    .getMethod("send", requestType, handlerType)
                    .invoke(client, requestBuilder.getMethod("build").invoke(request), handler);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof IOException ? (IOException) e.getCause() : e;
        }
    }
}
