package io.sockspan.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.sockspan.http.TestServer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtlpGrpcSenderTest {
    private static final String MESSAGE = "message";
    /** An empty frame of settings, which a server sends first: RFC 9113, section 3.4. */
    private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";

    private final List<GrpcResponse> responses = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final GrpcSenderConfig config = mock(GrpcSenderConfig.class);
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        when(config.getEndpoint()).thenReturn(URI.create("http://127.0.0.1:" + server.port()));
        when(config.getFullMethodName()).thenReturn("some.Service/Export");
        when(config.getTimeout()).thenReturn(Duration.ofSeconds(20));
        when(config.getConnectTimeout()).thenReturn(Duration.ofSeconds(10));
        when(config.getMaxResponseBodySize()).thenReturn(1000L);
        when(config.getHeadersSupplier()).thenReturn(Map::of);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void closesTheConnectionToABackendThatNeverAnswersWhenItIsAborted() throws InterruptedException {
        CountDownLatch received = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        server.then(peer -> {
            readMessage(peer);
            peer.writeRaw(SETTINGS);
            received.countDown();
            while (!peer.isEnded()) {
                // What it sends before it closes.
            }
            closed.countDown();
        });
        OtlpGrpcSender sender = new OtlpGrpcSender(config);
        Thread exporter = new Thread(() -> send(sender));
        exporter.start();
        assertThat(received.await(120, TimeUnit.SECONDS)).isTrue();

        sender.abort();
        exporter.join(TimeUnit.SECONDS.toMillis(120));

        assertThat(failures).hasSize(1);
        assertThat(closed.await(120, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closesAConnectionThatIsInUseWhenItIsAborted() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        String status = "\10\003200";
        server.then(peer -> {
            readMessage(peer);
            // Headers without END_STREAM: a body is to follow.
            peer.writeRaw(SETTINGS + "\0\0" + (char) status.length() + "\1\4\0\0\0\3" + status);
            while (!peer.isEnded()) {
                // What it sends before it closes.
            }
            closed.countDown();
        });
        OtlpGrpcSender sender = new OtlpGrpcSender(config);
        when(config.getMaxResponseBodySize()).thenAnswer(whileItReads -> {
            sender.abort();
            return 1000L;
        });

        send(sender);

        assertThat(failures).hasSize(1);
        assertThat(closed.await(120, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void sendsNothingIfItIsAbortedWhileTheRequestIsMade() {
        OtlpGrpcSender sender = new OtlpGrpcSender(config);
        when(config.getHeadersSupplier()).thenReturn(() -> {
            sender.abort();
            return Map.of();
        });

        send(sender);

        assertThat(failures).singleElement().extracting(Throwable::getMessage).isEqualTo("no more is sent");
        assertThat(server.connections()).isZero();
    }

    @Test
    void hasATimeoutThatOkHttpTakesWhereThereIsToBeNone() {
        when(config.getTimeout()).thenReturn(Duration.ofNanos(Long.MAX_VALUE));
        when(config.getConnectTimeout()).thenReturn(Duration.ofDays(30));
        answer("\10\003200");

        send(new OtlpGrpcSender(config));

        assertThat(responses).hasSize(1);
    }

    @Test
    void describesAnAnswerThatIsNotOfGrpcByItsHttpStatus() {
        OtlpGrpcSender sender = new OtlpGrpcSender(config);
        answer("\10\003401");
        send(sender);
        assertThat(responses.get(0).getStatusDescription()).isEqualTo("HTTP status 401");
        assertThat(sender.lastReply().advice).isNull();

        answer("\10\003404");
        send(sender);
        assertThat(responses.get(1).getStatusDescription()).isEqualTo("HTTP status 404");
        assertThat(sender.lastReply().advice).isEqualTo(Advice.PORT_OF_HTTP);

        answer("\10\003200" + "\0\13grpc-status" + "\0010");
        send(sender);
        assertThat(responses.get(2).getStatusDescription()).isEmpty();

        answer("\10\003404");
        send(sender);
        assertThat(responses.get(3).getStatusDescription()).isEqualTo("HTTP status 404");
        assertThat(sender.lastReply().advice).as("it has spoken gRPC").isNull();

        sender.forgetReply();
        assertThat(sender.lastReply()).isSameAs(Reply.PLAIN);
    }

    @Test
    void followsNoRedirect() {
        answer("\10\003302" + "\0\10location\22http://127.0.0.1:1/");

        send(new OtlpGrpcSender(config));

        assertThat(failures).isEmpty();
        assertThat(responses)
                .singleElement()
                .extracting(GrpcResponse::getStatusDescription)
                .isEqualTo("HTTP status 302");
    }

    /**
     * Lets the server answer the first request of a connection, and close.
     *
     * @param headers as HPACK has them: literals without indexing, {@code :status} by its index 8
     */
    private void answer(String headers) {
        // A frame of headers, with the flags END_STREAM and END_HEADERS, on OkHttp's first stream.
        String frame = "\0\0" + (char) headers.length() + "\1\5\0\0\0\3" + headers;
        server.then(peer -> {
            readMessage(peer);
            peer.writeRaw(SETTINGS + frame);
            // GOAWAY: the next request has a connection of its own.
            peer.writeRaw("\0\0\10\7\0\0\0\0\0" + "\0\0\0\3" + "\0\0\0\0");
            while (!peer.isEnded()) {
                // What it sends before it closes.
            }
        });
    }

    private static void readMessage(TestServer.Peer peer) throws IOException {
        InputStream in = peer.socket().getInputStream();
        StringBuilder received = new StringBuilder();
        while (received.indexOf(MESSAGE) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the message has not come: " + received);
            }
            received.append((char) next);
        }
    }

    private void send(OtlpGrpcSender sender) {
        sender.send(
                new MessageWriter() {
                    @Override
                    public void writeMessage(OutputStream out) throws IOException {
                        out.write(MESSAGE.getBytes());
                    }

                    @Override
                    public int getContentLength() {
                        return MESSAGE.length();
                    }
                },
                responses::add,
                failures::add);
    }
}
