package io.sockspan.telemetry.otlp;

import io.opentelemetry.exporter.internal.RetryUtil;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.internal.http2.ConnectionShutdownException;
import okhttp3.internal.http2.StreamResetException;

/** What an answer over gRPC, or its absence, means for delivery: OTLP specification, section "Failures" of "OTLP/gRPC". */
final class GrpcReplies {
    private static final Set<GrpcStatusCode> TRANSIENT = EnumSet.of(
            GrpcStatusCode.CANCELLED,
            GrpcStatusCode.DEADLINE_EXCEEDED,
            GrpcStatusCode.ABORTED,
            GrpcStatusCode.OUT_OF_RANGE,
            GrpcStatusCode.UNAVAILABLE,
            GrpcStatusCode.DATA_LOSS);

    /** Refusals of a request that was understood: of who sends it, or of its size. */
    private static final List<Integer> UNDERSTOOD = Arrays.asList(401, 403, 413);

    private static final int HTTP_PORT = 4318;
    private static final long LONGEST_SECONDS = TimeUnit.DAYS.toSeconds(1);

    private GrpcReplies() {}

    /**
     * @param message the response's message, without its frame
     * @param details the value of {@code grpc-status-details-bin}; null if there is none
     */
    static Reply to(GrpcStatusCode status, byte[] message, String details) {
        if (status == GrpcStatusCode.OK) {
            return Reply.accepted(PartialSuccess.in(message));
        }
        OptionalLong askedWait = details == null ? OptionalLong.empty() : retryDelay(details);
        // A backend whose resources are exhausted says by a RetryInfo whether it will recover.
        boolean mayPass =
                TRANSIENT.contains(status) || status == GrpcStatusCode.RESOURCE_EXHAUSTED && askedWait.isPresent();
        return mayPass ? Reply.notNow(askedWait) : Reply.refused(null);
    }

    /** Whether a proxy answers with that HTTP status where it cannot reach the backend, or lets nobody through for now. */
    static boolean isOfProxy(int httpStatus) {
        return RetryUtil.retryableHttpResponseCodes().contains(httpStatus);
    }

    /**
     * What an answer without a status of gRPC means.
     *
     * @param spoken whether the backend has spoken gRPC before: then something before it has answered
     */
    static Reply to(int httpStatus, boolean spoken) {
        if (isOfProxy(httpStatus)) {
            return Reply.notNow(OptionalLong.empty());
        }
        boolean isOfHttp = !spoken && !UNDERSTOOD.contains(httpStatus);
        return Reply.refused(isOfHttp ? Advice.PORT_OF_HTTP : null);
    }

    /** @param spoken whether the backend has spoken gRPC before: then a broken connection or stream does not mean another protocol */
    static Reply to(IOException failure, URI endpoint, boolean spoken) {
        boolean broken = failure instanceof ConnectionShutdownException || failure instanceof StreamResetException;
        boolean mayPass = failure instanceof SocketException
                || failure instanceof SocketTimeoutException
                || failure instanceof InterruptedIOException
                || failure instanceof UnknownHostException
                || broken && spoken;
        if (mayPass) {
            return Reply.notNow(OptionalLong.empty());
        }
        String advice = Advice.on(failure);
        boolean isOfHttp = !spoken && (broken || endpoint.getPort() == HTTP_PORT);
        return Reply.refused(advice == null && isOfHttp ? Advice.PORT_OF_HTTP : advice);
    }

    /** The delay in nanoseconds that a {@code google.rpc.RetryInfo} among the details of a status asks for, if there is one. */
    static OptionalLong retryDelay(String details) {
        try {
            ProtobufFields status = new ProtobufFields(Base64.getDecoder().decode(details));
            while (status.next()) {
                // google.rpc.Status: details = 3
                if (status.isMessage(3)) {
                    OptionalLong delay = delayIn(status.message());
                    if (delay.isPresent()) {
                        return delay;
                    }
                }
            }
        } catch (IllegalArgumentException notWhatItShouldBe) {
            // As if it were not there.
        }
        return OptionalLong.empty();
    }

    /** @param any google.protobuf.Any: type_url = 1, value = 2 */
    private static OptionalLong delayIn(ProtobufFields any) {
        boolean isRetryInfo = false;
        ProtobufFields value = null;
        while (any.next()) {
            if (any.isMessage(1)) {
                isRetryInfo = any.text(100).endsWith("/google.rpc.RetryInfo");
            } else if (any.isMessage(2)) {
                value = any.message();
            }
        }
        if (!isRetryInfo) {
            return OptionalLong.empty();
        }
        long nanos = 0;
        while (value != null && value.next()) {
            // google.rpc.RetryInfo: retry_delay = 1
            if (value.isMessage(1)) {
                nanos = nanosOf(value.message());
            }
        }
        return OptionalLong.of(nanos);
    }

    /** @param duration google.protobuf.Duration: seconds = 1, nanos = 2 */
    private static long nanosOf(ProtobufFields duration) {
        long seconds = 0;
        long nanos = 0;
        while (duration.next()) {
            // Of a field that is there several times, the last value counts: so protobuf has it.
            if (duration.isNumber(1)) {
                seconds = Math.max(0, Math.min(LONGEST_SECONDS, duration.value()));
            } else if (duration.isNumber(2)) {
                nanos = Math.max(0, Math.min(999_999_999, duration.value()));
            }
        }
        return TimeUnit.SECONDS.toNanos(seconds) + nanos;
    }
}
