package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.sockspan.http.RefusingPort;
import io.sockspan.http.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtlpSenderTest {
    private static final String[] YES = {"HTTP/1.1 200 OK", "Content-Length: 0", "Connection: close", "", ""};
    private static final String[] LATER = {
        "HTTP/1.1 503 Service Unavailable", "Content-Length: 0", "Connection: close", "", ""
    };
    private static final RetryPolicy QUICK = RetryPolicy.builder()
            .setInitialBackoff(Duration.ofMillis(1))
            .setMaxBackoff(Duration.ofMillis(2))
            .setMaxAttempts(3)
            .build();

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
    void triesAgainWhatMayPass() {
        when(config.getRetryPolicy()).thenReturn(QUICK);
        server.answers(LATER).answers(LATER).answers(YES);

        send(new OtlpSender(config));

        assertThat(statuses).containsExactly(200);
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void triesAgainWhereNobodyListensYet() throws IOException {
        AtomicInteger attempts = new AtomicInteger();
        RetryPolicy counted = QUICK.toBuilder()
                .setRetryExceptionPredicate(failure -> attempts.incrementAndGet() > 0)
                .build();
        when(config.getRetryPolicy()).thenReturn(counted);
        try (RefusingPort nobody = new RefusingPort()) {
            when(config.getEndpoint()).thenReturn(URI.create("http://127.0.0.1:" + nobody.port()));

            send(new OtlpSender(config));
        }

        assertThat(failures).singleElement().isInstanceOf(ConnectException.class);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void doesNotTryAgainWhatTheSdkDoesNotTakeForPassing() {
        when(config.getRetryPolicy()).thenReturn(QUICK);
        server.answers(LATER).then(TestServer.Peer::readRequest).answers(YES);

        send(new OtlpSender(config));

        // A connection that is closed without an answer.
        assertThat(failures).singleElement().isInstanceOf(IOException.class);
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void givesTheLastAnswerWhenItHasTriedOftenEnough() {
        when(config.getRetryPolicy()).thenReturn(QUICK);
        server.answers(LATER).answers(LATER).answers(LATER).answers(YES);

        send(new OtlpSender(config));

        assertThat(statuses).containsExactly(503);
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void doesNotTryAgainWhatIsRefusedForGood() {
        when(config.getRetryPolicy()).thenReturn(QUICK);
        server.answers("HTTP/1.1 400 Bad Request", "Content-Length: 0", "Connection: close", "", "");

        send(new OtlpSender(config));

        assertThat(statuses).containsExactly(400);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void doesNotTryAgainAfterTheTimeForAll() {
        when(config.getRetryPolicy())
                .thenReturn(RetryPolicy.builder()
                        .setInitialBackoff(Duration.ofDays(1))
                        .setMaxBackoff(Duration.ofDays(1))
                        .build());
        when(config.getTimeout()).thenReturn(Duration.ofMillis(300));
        server.answers(LATER).answers(YES);

        send(new OtlpSender(config));

        assertThat(statuses).containsExactly(503);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void doesNotTryAtAllWithoutAPolicyOnceMore() {
        server.answers(LATER).answers(YES);

        send(new OtlpSender(config));

        assertThat(statuses).containsExactly(503);
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

    @Test
    void waitsLongerEachTimeUpToALimitAndAsLongAsTheBackendSays() {
        Backoff backoff = new Backoff(RetryPolicy.getDefault());

        double[] expected = {1, 1.5, 2.25, 3.375, 5, 5};
        for (double seconds : expected) {
            assertThat(backoff.next(OptionalLong.empty()) / 1e9).isBetween(0.8 * seconds, 1.2 * seconds);
        }
        assertThat(backoff.next(OptionalLong.of(7))).isEqualTo(7);
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
