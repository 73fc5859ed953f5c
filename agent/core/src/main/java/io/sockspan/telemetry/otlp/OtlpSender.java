package io.sockspan.telemetry.otlp;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.sockspan.http.Deadline;
import io.sockspan.http.HttpAnswer;
import io.sockspan.http.HttpClient;
import io.sockspan.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sends to one OTLP endpoint, once each time: {@link Delivery} repeats what failed. Everything happens on the threads that call {@link
 * #send}, which are the SDK's own: its batch processor and its metric reader wait for the result anyway.
 */
final class OtlpSender implements HttpSender, OtlpBackend {
    /** The headers that describe the content, which the user's headers cannot replace. */
    private static final Set<String> OF_CONTENT = new HashSet<>(Arrays.asList("content-type", "content-encoding"));

    private final HttpSenderConfig config;
    private final HttpClient client;
    private volatile Reply lastReply = Reply.PLAIN;

    OtlpSender(HttpSenderConfig config) {
        this.config = config;
        this.client = new HttpClient(
                config.getEndpoint(),
                config.getProxyOptions() == null
                        ? null
                        : config.getProxyOptions().getProxySelector(),
                config.getSslContext(),
                config.getEnabledProtocols(),
                nanos(config.getConnectTimeout()),
                config.getMaxResponseBodySize());
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException longerThanAnyJvmLives) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void send(MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
        HttpAnswer answer;
        try {
            answer = answer(message);
        } catch (IOException | RuntimeException e) {
            lastReply = HttpReplies.to(e, config.getEndpoint());
            onError.accept(e);
            return;
        }
        lastReply = HttpReplies.to(answer, config.getEndpoint());
        onResponse.accept(new Response(answer));
    }

    private HttpAnswer answer(MessageWriter message) throws IOException {
        Deadline deadline = Deadline.in(nanos(config.getTimeout()));
        byte[] content = content(message);
        HttpHeaders headers = headers();
        return client.post(headers, content, deadline);
    }

    private byte[] content(MessageWriter message) throws IOException {
        Compressor compressor = config.getCompressor();
        if (compressor == null) {
            ByteArrayOutputStream content = new ByteArrayOutputStream(Math.max(32, message.getContentLength()));
            message.writeMessage(content);
            return content.toByteArray();
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (OutputStream compressed = compressor.compress(content)) {
            message.writeMessage(compressed);
        }
        return content.toByteArray();
    }

    private HttpHeaders headers() {
        HttpHeaders headers = new HttpHeaders();
        Map<String, List<String>> users = config.getHeadersSupplier().get();
        if (users != null) {
            users.forEach((name, values) -> {
                if (!OF_CONTENT.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> headers.add(name, value));
                }
            });
        }
        headers.add("Content-Type", config.getContentType());
        if (config.getCompressor() != null) {
            headers.add("Content-Encoding", config.getCompressor().getEncoding());
        }
        return headers;
    }

    @Override
    public Reply lastReply() {
        return lastReply;
    }

    @Override
    public void forgetReply() {
        lastReply = Reply.PLAIN;
    }

    @Override
    public void expire() {
        client.expire();
    }

    @Override
    public boolean isConnected() {
        return client.isConnected();
    }

    @Override
    public void abort() {
        client.close();
    }

    @Override
    public CompletableResultCode shutdown() {
        abort();
        return CompletableResultCode.ofSuccess();
    }

    private static final class Response implements HttpResponse {
        private final HttpAnswer answer;

        Response(HttpAnswer answer) {
            this.answer = answer;
        }

        @Override
        public int getStatusCode() {
            return answer.status();
        }

        @Override
        public String getStatusMessage() {
            return answer.reason();
        }

        @Override
        public byte[] getResponseBody() {
            return answer.body();
        }
    }
}
