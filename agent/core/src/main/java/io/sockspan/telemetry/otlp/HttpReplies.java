package io.sockspan.telemetry.otlp;

import io.opentelemetry.exporter.internal.RetryUtil;
import io.sockspan.http.HttpAnswer;
import io.sockspan.http.NotHttpException;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** What an answer over HTTP, or its absence, means for delivery: OTLP specification, section "OTLP/HTTP Response". */
final class HttpReplies {
    private static final int GRPC_PORT = 4317;
    /** Answers of servers to whom an OTLP request over HTTP/1.1 means nothing: they speak gRPC, or serve other paths. */
    private static final List<Integer> MISUNDERSTOOD = Arrays.asList(400, 404, 405, 415, 426, 464, 501, 505);

    private HttpReplies() {}

    static Reply to(HttpAnswer answer, URI endpoint) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return Reply.accepted(PartialSuccess.in(answer.body()));
        }
        if (RetryUtil.retryableHttpResponseCodes().contains(status)) {
            return Reply.notNow(RetryUtil.retryAfterNanos(answer.header("Retry-After")));
        }
        return Reply.refused(
                endpoint.getPort() == GRPC_PORT && MISUNDERSTOOD.contains(status) ? Advice.PORT_OF_GRPC : null);
    }

    static Reply to(Exception failure, URI endpoint) {
        if (failure instanceof NotHttpException) {
            return Reply.refused(((NotHttpException) failure).isHttp2() ? Advice.PORT_OF_GRPC : null);
        }
        if (failure instanceof SocketException
                || failure instanceof SocketTimeoutException
                || failure instanceof UnknownHostException
                || failure instanceof EOFException && endpoint.getPort() != GRPC_PORT) {
            return Reply.notNow(OptionalLong.empty());
        }
        String advice = Advice.on(failure);
        return Reply.refused(advice == null && endpoint.getPort() == GRPC_PORT ? Advice.PORT_OF_GRPC : advice);
    }
}
