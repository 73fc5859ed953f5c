package io.sockspan.real;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockspan.junit.DetectSocketLeaks;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** {@code java.net.http}, which is there from Java 11 on. */
final class JavaNetHttp {
    private static final HttpClient SHARED = HttpClient.newHttpClient();
    private static final List<Object> HELD = new ArrayList<>();

    private JavaNetHttp() {}

    private static HttpRequest request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    @DetectSocketLeaks
    abstract static class HealthyClient implements Beside.Server {
        @Test
        void clientForOneTest() throws Exception {
            assertEquals(
                    Answer.SMALL,
                    HttpClient.newHttpClient()
                            .send(request(url("/small")), BodyHandlers.ofString())
                            .body());
        }

        @Test
        void shared() throws Exception {
            SHARED.send(request(url("/small")), BodyHandlers.ofString());
        }

        @Test
        void asynchronous() throws Exception {
            SHARED.sendAsync(request(url("/big")), BodyHandlers.ofByteArray()).get();
        }

        @Test
        void streamClosedEarly() throws IOException, InterruptedException {
            try (InputStream in = SHARED.send(request(url("/big")), BodyHandlers.ofInputStream())
                    .body()) {
                in.read();
            }
        }
    }

    @Beside(ServerKind.JDK)
    static final class Jdk extends HealthyClient implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.WIREMOCK)
    static final class WireMock extends HealthyClient implements Beside.StartedBeforeEach {}

    @Beside(ServerKind.TOMCAT)
    static final class Tomcat extends HealthyClient implements Beside.StartedBeforeEach {}

    @Beside(ServerKind.JETTY)
    static final class Jetty extends HealthyClient implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.UNDERTOW)
    static final class Undertow extends HealthyClient implements Beside.StartedBeforeEach {}

    @Beside(ServerKind.NETTY)
    static final class Netty extends HealthyClient implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.JDK)
    @DetectSocketLeaks(graceMillis = 300)
    static final class Leaking implements Beside.StartedBeforeAll {
        @Test
        void leaksStreamHeld() throws Exception {
            HELD.add(SHARED.send(request(url("/big")), BodyHandlers.ofInputStream()));
        }

        /** All that has come is read. */
        @Test
        void leaksEventsHeld() throws Exception {
            try (ServerSocket listener = new ServerSocket(0)) {
                CompletableFuture<HttpResponse<InputStream>> answer = SHARED.sendAsync(
                        request("http://localhost:" + listener.getLocalPort()), BodyHandlers.ofInputStream());
                Socket accepted = listener.accept();
                HELD.add(accepted);
                accepted.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"
                                .getBytes(US_ASCII));
                HELD.add(answer.get());
            }
        }
    }
}
