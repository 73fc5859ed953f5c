package io.sockspan.telemetry.otlp;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import okhttp3.ConnectionSpec;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Sends to one OTLP endpoint over gRPC, once each time: {@link Delivery} repeats what failed. Only a connection that has worked and turns
 * out to be broken is replaced at once, by OkHttp, as over HTTP. Calls run on the threads that call {@link #send}; OkHttp has threads of
 * its own for its connections.
 */
final class OtlpGrpcSender implements GrpcSender, OtlpBackend {
    private static final MediaType GRPC = MediaType.parse("application/grpc");
    /** Whether it is compressed, and the length: gRPC over HTTP2, "Length-Prefixed-Message". */
    private static final int FRAME_HEADER = 5;

    private static final Duration LONGEST_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

    private final GrpcSenderConfig config;
    private final OkHttpClient client;
    private final String url;
    private volatile Reply lastReply = Reply.PLAIN;
    private volatile boolean aborted;
    /** Whether the backend has answered with a status of gRPC. For the thread that sends. */
    private boolean spoken;

    OtlpGrpcSender(GrpcSenderConfig config) {
        this.config = config;
        this.url =
                config.getEndpoint().resolve("/" + config.getFullMethodName()).toString();
        this.client = client();
    }

    private OkHttpClient client() {
        Duration timeout = bounded(config.getTimeout());
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .addInterceptor(this::unlessAborted)
                // The headers may hold keys, which are for that endpoint alone.
                .followRedirects(false)
                .callTimeout(timeout)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .connectTimeout(bounded(config.getConnectTimeout()));
        if ("http".equals(config.getEndpoint().getScheme())) {
            builder.connectionSpecs(Collections.singletonList(ConnectionSpec.CLEARTEXT))
                    .protocols(Collections.singletonList(Protocol.H2_PRIOR_KNOWLEDGE));
        } else if (config.getSslContext() != null && config.getTrustManager() != null) {
            builder.sslSocketFactory(config.getSslContext().getSocketFactory(), config.getTrustManager());
        }
        return builder.build();
    }

    /** OkHttp refuses longer ones. The SDK's "no limit" is the longest that there is. */
    private static Duration bounded(Duration timeout) {
        return timeout.compareTo(LONGEST_TIMEOUT) > 0 ? LONGEST_TIMEOUT : timeout;
    }

    /** At this point {@link #abort} can cancel the call already, so none falls between the check and the call. */
    private Response unlessAborted(Interceptor.Chain call) throws IOException {
        if (aborted) {
            throw new IOException("no more is sent");
        }
        return call.proceed(call.request());
    }

    @Override
    public void send(MessageWriter message, Consumer<GrpcResponse> onResponse, Consumer<Throwable> onError) {
        Answer answer;
        try {
            answer = answer(message);
        } catch (IOException | RuntimeException e) {
            lastReply = e instanceof IOException
                    ? GrpcReplies.to((IOException) e, config.getEndpoint(), spoken)
                    : Reply.PLAIN;
            onError.accept(e);
            return;
        }
        onResponse.accept(answer);
    }

    private Answer answer(MessageWriter message) throws IOException {
        try (Response response = client.newCall(request(message)).execute()) {
            byte[] body = body(response);
            String status = response.header("grpc-status");
            String details = response.header("grpc-status-details-bin");
            if (status == null) {
                status = response.trailers().get("grpc-status");
                details = response.trailers().get("grpc-status-details-bin");
            }
            spoken |= status != null;
            GrpcStatusCode code = code(status, response.code());
            lastReply = status == null ? GrpcReplies.to(response.code(), spoken) : GrpcReplies.to(code, body, details);
            return new Answer(code, status == null ? "HTTP status " + response.code() : "", body);
        } finally {
            if (aborted) {
                // The connection was in use when abort() closed the idle ones, and was given back since.
                client.connectionPool().evictAll();
            }
        }
    }

    /** The response's message, without its frame. */
    private byte[] body(Response response) throws IOException {
        long longest = config.getMaxResponseBodySize();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        InputStream in = response.body().byteStream();
        for (int count; (count = in.read(buffer)) >= 0; ) {
            if (body.size() + (long) count > longest) {
                throw new IOException("the answer is longer than " + longest + " bytes");
            }
            body.write(buffer, 0, count);
        }
        byte[] framed = body.toByteArray();
        return framed.length <= FRAME_HEADER ? new byte[0] : Arrays.copyOfRange(framed, FRAME_HEADER, framed.length);
    }

    /** Without a status in the answer, gRPC derives one from HTTP's: "HTTP to gRPC Status Code Mapping". */
    private static GrpcStatusCode code(String status, int httpStatus) {
        if (status == null) {
            return GrpcReplies.isOfProxy(httpStatus) ? GrpcStatusCode.UNAVAILABLE : GrpcStatusCode.UNKNOWN;
        }
        try {
            return GrpcStatusCode.fromValue(Integer.parseInt(status));
        } catch (NumberFormatException e) {
            return GrpcStatusCode.UNKNOWN;
        }
    }

    private Request request(MessageWriter message) throws IOException {
        Request.Builder request = new Request.Builder().url(url);
        Map<String, List<String>> users = config.getHeadersSupplier().get();
        if (users != null) {
            users.forEach((name, values) -> values.forEach(value -> request.addHeader(name, value)));
        }
        Compressor compressor = config.getCompressor();
        if (compressor != null) {
            request.header("grpc-encoding", compressor.getEncoding());
        }
        return request.header("te", "trailers")
                .post(RequestBody.create(framed(message, compressor), GRPC))
                .build();
    }

    private static byte[] framed(MessageWriter message, Compressor compressor) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(new byte[FRAME_HEADER]);
        if (compressor == null) {
            message.writeMessage(content);
        } else {
            try (OutputStream compressed = compressor.compress(content)) {
                message.writeMessage(compressed);
            }
        }
        byte[] framed = content.toByteArray();
        ByteBuffer.wrap(framed).put((byte) (compressor == null ? 0 : 1)).putInt(framed.length - FRAME_HEADER);
        return framed;
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
    public void abort() {
        aborted = true;
        client.dispatcher().cancelAll();
        client.connectionPool().evictAll();
    }

    @Override
    public CompletableResultCode shutdown() {
        abort();
        return CompletableResultCode.ofSuccess();
    }

    private static final class Answer implements GrpcResponse {
        private final GrpcStatusCode code;
        private final String description;
        private final byte[] message;

        /** @param description of an answer without a status of gRPC; empty otherwise */
        Answer(GrpcStatusCode code, String description, byte[] message) {
            this.code = code;
            this.description = description;
            this.message = message;
        }

        @Override
        public GrpcStatusCode getStatusCode() {
            return code;
        }

        @Override
        public String getStatusDescription() {
            return description;
        }

        @Override
        public byte[] getResponseMessage() {
            return message;
        }
    }
}
