package io.sockspan.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackendWatchTest {
    private final List<String> lines = new ArrayList<>();
    private long now;
    private final BackendWatch watch = new BackendWatch(lines::add, () -> now);
    private final BackendWatch.Signal traces = watch.signal("traces", "spans", "http://collector:4318");
    private final BackendWatch.Signal metrics = watch.signal("metrics", "data points", "http://collector:4318");

    @Test
    void tellsAnAbsentBackendOnceAndOnceThatItIsBack() {
        for (int i = 0; i < 10; i++) {
            traces.answered(absent(), Reply.PLAIN);
            metrics.answered(absent(), Reply.PLAIN);
        }
        traces.answered(CompletableResultCode.ofSuccess(), Reply.PLAIN);
        metrics.answered(CompletableResultCode.ofSuccess(), Reply.PLAIN);
        traces.answered(CompletableResultCode.ofSuccess(), Reply.PLAIN);

        assertThat(lines)
                .containsExactly(
                        "cannot send telemetry to http://collector:4318 (Connection refused);"
                                + " going on without, what is lost is counted",
                        "http://collector:4318 takes telemetry again");
    }

    @Test
    void tellsABackendThatTakesOnlyOneOfTheTwo() {
        traces.answered(CompletableResultCode.ofSuccess(), Reply.PLAIN);
        metrics.answered(status(404), Reply.PLAIN);
        traces.answered(CompletableResultCode.ofSuccess(), Reply.PLAIN);
        metrics.answered(status(404), Reply.PLAIN);

        assertThat(lines)
                .containsExactly("cannot send metrics to http://collector:4318 (HTTP status 404);"
                        + " going on without, what is lost is counted");
    }

    @Test
    void isNotMovedToManyLinesByABackendThatComesAndGoes() {
        for (int i = 0; i < 100; i++) {
            traces.answered(absent(), Reply.PLAIN);
            traces.answered(CompletableResultCode.ofSuccess(), Reply.PLAIN);
            now += TimeUnit.SECONDS.toNanos(1);
        }
        assertThat(lines).hasSize(2);

        now += TimeUnit.MINUTES.toNanos(5);
        traces.answered(absent(), Reply.PLAIN);
        assertThat(lines).hasSize(3);
    }

    @Test
    void saysAtTheEndWhatWasNotSentUnlessTheReasonIsKnown() {
        watch.abandoned(3);
        traces.answered(absent(), Reply.PLAIN);
        watch.abandoned(3);
        traces.silence();
        metrics.silence();
        metrics.answered(status(500), Reply.PLAIN);

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("3 spans were still on their way to the backend when telemetry ended");
    }

    @Test
    void saysWhatToDoAboutAFailure() {
        traces.answered(status(404), Reply.refused("use another port"));

        assertThat(lines)
                .containsExactly("cannot send traces to http://collector:4318 (HTTP status 404): use another port;"
                        + " going on without, what is lost is counted");
    }

    @Test
    void saysNowAndThenWhatIsRejectedOfAnAcceptedExport() {
        // partial_success { rejected_spans: 3, error_message: "too\nold" }
        Reply partly = Reply.accepted(
                PartialSuccess.in(new byte[] {0x0a, 0x0b, 0x08, 3, 0x12, 0x07, 't', 'o', 'o', '\n', 'o', 'l', 'd'}));
        traces.answered(CompletableResultCode.ofSuccess(), partly);
        traces.answered(CompletableResultCode.ofSuccess(), partly);
        metrics.answered(CompletableResultCode.ofSuccess(), Reply.PLAIN);
        assertThat(lines).containsExactly("http://collector:4318 rejected 3 spans of one export: too?old");

        now += TimeUnit.MINUTES.toNanos(5);
        traces.answered(CompletableResultCode.ofSuccess(), partly);
        assertThat(lines).hasSize(2);
    }

    @Test
    void doesNotPrintWhatABackendRepeatsOfTheHeaders() {
        watch.keepSecret(List.of("Bearer s3cret", "k3y-of-mine", "1"));

        assertThat(reportOf("no tenant for Bearer t0ken"))
                .isEqualTo("http://collector:4318 rejected 3 spans of one export: no tenant for Bearer ...");
        assertThat(reportOf("1 invalid api-key k3y-of-mine")).endsWith(": 1 invalid api-key ...");
        assertThat(reportOf("unknown token s3cret")).endsWith(": unknown token ...");
    }

    private String reportOf(String reason) {
        now += TimeUnit.MINUTES.toNanos(5);
        byte[] message = reason.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer partial = ByteBuffer.allocate(message.length + 6);
        partial.put((byte) 0x0a).put((byte) (message.length + 4)).put(new byte[] {8, 3});
        partial.put((byte) 0x12).put((byte) message.length).put(message);
        traces.answered(CompletableResultCode.ofSuccess(), Reply.accepted(PartialSuccess.in(partial.array())));
        return lines.get(lines.size() - 1);
    }

    @Test
    void printsTheStatusOfHttpWhereThereIsNoneOfGrpc() {
        traces.answered(grpc("HTTP status 401"), Reply.refused(null));
        metrics.answered(grpc(""), Reply.refused(null));

        assertThat(lines.get(0)).startsWith("cannot send traces to http://collector:4318 (HTTP status 401);");
        assertThat(lines.get(1)).startsWith("cannot send metrics to http://collector:4318 (gRPC status UNKNOWN);");
    }

    private static CompletableResultCode grpc(String description) {
        return CompletableResultCode.ofExceptionalFailure(
                FailedExportException.grpcFailedWithResponse(new GrpcResponse() {
                    @Override
                    public GrpcStatusCode getStatusCode() {
                        return GrpcStatusCode.UNKNOWN;
                    }

                    @Override
                    public String getStatusDescription() {
                        return description;
                    }

                    @Override
                    public byte[] getResponseMessage() {
                        return new byte[0];
                    }
                }));
    }

    private static CompletableResultCode absent() {
        return CompletableResultCode.ofExceptionalFailure(
                FailedExportException.httpFailedExceptionally(new ConnectException("Connection refused")));
    }

    private static CompletableResultCode status(int code) {
        return CompletableResultCode.ofExceptionalFailure(
                FailedExportException.httpFailedWithResponse(new HttpResponse() {
                    @Override
                    public int getStatusCode() {
                        return code;
                    }

                    @Override
                    public String getStatusMessage() {
                        return "";
                    }

                    @Override
                    public byte[] getResponseBody() {
                        return new byte[0];
                    }
                }));
    }
}
