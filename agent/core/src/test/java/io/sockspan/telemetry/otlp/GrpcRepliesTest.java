package io.sockspan.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrpcRepliesTest {
    private static final byte[] NOTHING = {};

    @Test
    void takesThoseStatusesForTransientThatTheSpecificationNames() {
        Set<GrpcStatusCode> repeated = EnumSet.noneOf(GrpcStatusCode.class);
        for (GrpcStatusCode status : GrpcStatusCode.values()) {
            if (GrpcReplies.to(status, NOTHING, null).isTransient) {
                repeated.add(status);
            }
        }

        assertThat(repeated)
                .containsExactlyInAnyOrder(
                        GrpcStatusCode.CANCELLED,
                        GrpcStatusCode.DEADLINE_EXCEEDED,
                        GrpcStatusCode.ABORTED,
                        GrpcStatusCode.OUT_OF_RANGE,
                        GrpcStatusCode.UNAVAILABLE,
                        GrpcStatusCode.DATA_LOSS);
    }

    @Test
    void repeatsAfterTheDelayWhatABackendWithoutResourcesWillTakeLater() throws IOException {
        String details = details("type.googleapis.com/google.rpc.RetryInfo", 7, 5);

        Reply exhausted = GrpcReplies.to(GrpcStatusCode.RESOURCE_EXHAUSTED, NOTHING, details);
        assertThat(exhausted.isTransient).isTrue();
        assertThat(exhausted.askedWait).hasValue(7_000_000_005L);
        assertThat(GrpcReplies.to(GrpcStatusCode.UNAVAILABLE, NOTHING, details).askedWait)
                .hasValue(7_000_000_005L);
        assertThat(GrpcReplies.to(GrpcStatusCode.INVALID_ARGUMENT, NOTHING, details).isTransient)
                .isFalse();
    }

    @Test
    void makesNothingOfOtherOrBrokenDetails() throws IOException {
        String details = details("type.googleapis.com/google.rpc.RetryInfo", 7, 5);

        assertThat(GrpcReplies.retryDelay(details("type.googleapis.com/google.rpc.ErrorInfo", 7, 5)))
                .isEmpty();
        assertThat(GrpcReplies.retryDelay("?")).isEmpty();
        for (int length = 0; length < details.length() - 4; length++) {
            assertThat(GrpcReplies.retryDelay(details.substring(0, length))).isEmpty();
        }
        assertThat(GrpcReplies.retryDelay(details("type.googleapis.com/google.rpc.RetryInfo", Long.MAX_VALUE, -5)))
                .hasValue(86_400_000_000_000L);
    }

    @Test
    void takesTheLastValueOfAFieldThatIsThereSeveralTimes() throws IOException {
        ByteArrayOutputStream durations = new ByteArrayOutputStream();
        for (int seconds : new int[] {100, 7}) {
            for (int nanos : new int[] {9, 5}) {
                durations.write(Duration.newBuilder()
                        .setSeconds(seconds)
                        .setNanos(nanos)
                        .build()
                        .toByteArray());
            }
        }

        assertThat(GrpcReplies.retryDelay(details(
                        "type.googleapis.com/google.rpc.RetryInfo", ByteString.copyFrom(durations.toByteArray()))))
                .hasValue(7_000_000_005L);
    }

    @Test
    void namesThePortForHttpOnlyWhereAnAnswerWithoutAStatusOfGrpcMayMeanIt() {
        assertThat(GrpcReplies.to(404, false).advice).isEqualTo(Advice.PORT_OF_HTTP);
        assertThat(GrpcReplies.to(200, false).advice).isEqualTo(Advice.PORT_OF_HTTP);
        for (int refusal : new int[] {401, 403, 413}) {
            assertThat(GrpcReplies.to(refusal, false).advice).isNull();
            assertThat(GrpcReplies.to(refusal, false).isTransient).isFalse();
        }
        assertThat(GrpcReplies.to(404, true).advice).isNull();
        assertThat(GrpcReplies.to(503, false).isTransient).isTrue();
    }

    @Test
    void namesThePortForHttpWhereTheAnswerIsNotGrpc() {
        IOException garbage = new IOException("FRAME_SIZE_ERROR");

        assertThat(GrpcReplies.to(garbage, URI.create("http://c:4318"), false).advice)
                .isEqualTo(Advice.PORT_OF_HTTP);
        assertThat(GrpcReplies.to(garbage, URI.create("http://c:4317"), false).advice)
                .isNull();
        assertThat(GrpcReplies.to(new ConnectException(), URI.create("http://c:4318"), false).isTransient)
                .isTrue();
    }

    /** A google.rpc.Status with a message and one detail, as gRPC encodes it in a header: without padding. */
    private static String details(String type, long seconds, int nanos) throws IOException {
        return details(
                type,
                Duration.newBuilder()
                        .setSeconds(seconds)
                        .setNanos(nanos)
                        .build()
                        .toByteString());
    }

    private static String details(String type, ByteString duration) throws IOException {
        Any any = Any.newBuilder()
                .setTypeUrl(type)
                .setValue(ByteString.copyFrom(message(1, duration)))
                .build();
        ByteArrayOutputStream status = new ByteArrayOutputStream();
        status.write(new byte[] {8, 8});
        status.write(message(2, ByteString.copyFromUtf8("exhausted")));
        status.write(message(3, any.toByteString()));
        return Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray());
    }

    private static byte[] message(int field, ByteString content) throws IOException {
        assertThat(content.size()).isLessThan(128);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(field << 3 | 2);
        out.write(content.size());
        content.writeTo(out);
        return out.toByteArray();
    }
}
