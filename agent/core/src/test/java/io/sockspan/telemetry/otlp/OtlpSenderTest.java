package io.sockspan.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.sockspan.http.NotHttpException;
import io.sockspan.http.RefusingPort;
import io.sockspan.http.TestServer;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtlpSenderTest {
    private static final String[] YES = {"HTTP/1.1 200 OK", "Content-Length: 0", "Connection: close", "", ""};

    private final List<Integer> statuses = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final HttpSenderConfig config = mock(HttpSenderConfig.class);
    private final AtomicInteger asked = new AtomicInteger();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        when(config.getEndpoint()).thenReturn(server.uri());
        when(config.getContentType()).thenReturn("application/x-protobuf");
        when(config.getTimeout()).thenReturn(Duration.ofSeconds(20));
        when(config.getConnectTimeout()).thenReturn(Duration.ofSeconds(10));
        when(config.getMaxResponseBodySize()).thenReturn(1000L);
        when(config.getHeadersSupplier())
                .thenReturn(() ->
                        Map.of("X-Token", List.of("t" + asked.incrementAndGet()), "content-type", List.of("none")));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void readsTheHeadersForEachRequest() {
        server.answers(YES).answers(YES);
        OtlpSender sender = new OtlpSender(config);

        send(sender);
        send(sender);

        assertThat(statuses).containsExactly(200, 200);
        assertThat(server.requests.get(0))
                .contains("X-Token: t1\r\n", "Content-Type: application/x-protobuf\r\n")
                .doesNotContain("none")
                .endsWith("message");
        assertThat(server.requests.get(1)).contains("X-Token: t2\r\n");
    }

    @Test
    void sendsOnceAndKnowsWhetherToTryAgainAndWhen() {
        server.answers("HTTP/1.1 503 Later", "Retry-After: 7", "Content-Length: 0", "Connection: close", "", "");
        OtlpSender sender = new OtlpSender(config);

        send(sender);

        assertThat(statuses).containsExactly(503);
        assertThat(server.requests).hasSize(1);
        assertThat(sender.lastReply().isTransient).isTrue();
        assertThat(sender.lastReply().askedWait).hasValue(7_000_000_000L);
    }

    @Test
    void triesAgainWhereNobodyListensYet() throws IOException {
        try (RefusingPort nobody = new RefusingPort()) {
            when(config.getEndpoint()).thenReturn(URI.create("http://127.0.0.1:" + nobody.port()));
            OtlpSender sender = new OtlpSender(config);

            send(sender);

            assertThat(failures).singleElement().isInstanceOf(ConnectException.class);
            assertThat(sender.lastReply().isTransient).isTrue();
        }
    }

    @Test
    void triesAgainWhereTheConnectionIsClosedWithoutAnAnswer() {
        server.then(TestServer.Peer::readRequest);
        OtlpSender sender = new OtlpSender(config);

        send(sender);

        assertThat(failures).singleElement().isInstanceOf(EOFException.class);
        assertThat(sender.lastReply().isTransient).isTrue();
        sender.forgetReply();
        assertThat(sender.lastReply()).isSameAs(Reply.PLAIN);
    }

    @Test
    void takesTheUsualPortOfGrpcForOneWhereItClosesWithoutAnAnswer() {
        Reply reply = HttpReplies.to(new EOFException(), URI.create("http://collector:4317/v1/traces"));

        assertThat(reply.isTransient).isFalse();
        assertThat(reply.advice).isEqualTo(Advice.PORT_OF_GRPC);
    }

    @Test
    void readsTheAnswerThatAServerGaveBeforeItHadReadTheRequest() {
        server.then(peer -> {
            // Closed with unread bytes: the kernel resets the connection, and writes fail from then on.
            peer.writeRaw("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
            peer.socket().close();
        });
        OtlpSender sender = new OtlpSender(config);

        sender.send(
                new MessageWriter() {
                    @Override
                    public void writeMessage(OutputStream out) throws IOException {
                        out.write(new byte[16 << 20]);
                    }

                    @Override
                    public int getContentLength() {
                        return 16 << 20;
                    }
                },
                response -> statuses.add(response.getStatusCode()),
                failures::add);

        assertThat(failures).isEmpty();
        assertThat(statuses).containsExactly(413);
    }

    @Test
    void recognisesAPortForGrpc() {
        // An empty SETTINGS frame: what a server says first that speaks HTTP/2 only. It may not close.
        server.then(peer -> {
            peer.readRequest();
            peer.writeRaw("\0\0\0\4\0\0\0\0\0");
            peer.hang();
        });
        OtlpSender sender = new OtlpSender(config);

        send(sender);

        assertThat(failures).singleElement().isInstanceOf(NotHttpException.class);
        assertThat(sender.lastReply().advice).isEqualTo(Advice.PORT_OF_GRPC);
    }

    @Test
    void failsWhereAHeaderCannotBeSent() {
        when(config.getHeadersSupplier()).thenReturn(() -> Map.of("X-Token", List.of("a\nb")));

        send(new OtlpSender(config));

        assertThat(failures)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("the header X-Token holds a character that HTTP does not allow");
        assertThat(server.connections()).isZero();
    }

    @Test
    void sendsNothingOnceItIsShutDown() {
        OtlpSender sender = new OtlpSender(config);
        assertThat(sender.shutdown().isSuccess()).isTrue();

        send(sender);

        assertThat(failures).hasSize(1);
        assertThat(server.connections()).isZero();
    }

    private void send(OtlpSender sender) {
        sender.send(
                new MessageWriter() {
                    @Override
                    public void writeMessage(OutputStream out) throws IOException {
                        out.write("message".getBytes());
                    }

                    @Override
                    public int getContentLength() {
                        return 7;
                    }
                },
                (HttpResponse response) -> statuses.add(response.getStatusCode()),
                failures::add);
    }
}
