package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackendWatchTest {
    private final List<String> lines = new ArrayList<>();
    private long now;
    private final BackendWatch watch = new BackendWatch(lines::add, () -> now);
    private final BackendWatch.Signal traces = watch.signal("traces", "http://collector:4318");
    private final BackendWatch.Signal metrics = watch.signal("metrics", "http://collector:4318");

    @Test
    void tellsAnAbsentBackendOnceAndOnceThatItIsBack() {
        for (int i = 0; i < 10; i++) {
            traces.answered(absent());
            metrics.answered(absent());
        }
        traces.answered(CompletableResultCode.ofSuccess());
        metrics.answered(CompletableResultCode.ofSuccess());
        traces.answered(CompletableResultCode.ofSuccess());

        assertThat(lines)
                .containsExactly(
                        "cannot send telemetry to http://collector:4318 (Connection refused);"
                                + " going on without, what is lost is counted",
                        "http://collector:4318 takes telemetry again");
    }

    @Test
    void tellsABackendThatTakesOnlyOneOfTheTwo() {
        traces.answered(CompletableResultCode.ofSuccess());
        metrics.answered(status(404));
        traces.answered(CompletableResultCode.ofSuccess());
        metrics.answered(status(404));

        assertThat(lines)
                .containsExactly("cannot send metrics to http://collector:4318 (HTTP status 404);"
                        + " going on without, what is lost is counted");
    }

    @Test
    void isNotMovedToManyLinesByABackendThatComesAndGoes() {
        for (int i = 0; i < 100; i++) {
            traces.answered(absent());
            traces.answered(CompletableResultCode.ofSuccess());
            now += TimeUnit.SECONDS.toNanos(1);
        }
        assertThat(lines).hasSize(2);

        now += TimeUnit.MINUTES.toNanos(5);
        traces.answered(absent());
        assertThat(lines).hasSize(3);
    }

    @Test
    void saysAtTheEndWhatWasNotSentUnlessTheReasonIsKnown() {
        watch.abandoned(3);
        traces.answered(absent());
        watch.abandoned(3);
        traces.silence();
        metrics.silence();
        metrics.answered(status(500));

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("3 spans were still on their way to the backend when telemetry ended");
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
