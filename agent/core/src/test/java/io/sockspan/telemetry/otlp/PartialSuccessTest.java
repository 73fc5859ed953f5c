package io.sockspan.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class PartialSuccessTest {
    @Test
    void readsWhatWasRejectedAndWhy() {
        PartialSuccess spans = PartialSuccess.in(ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(300)
                        .setErrorMessage("over quota"))
                .build()
                .toByteArray());
        PartialSuccess points = PartialSuccess.in(ExportMetricsServiceResponse.newBuilder()
                .setPartialSuccess(ExportMetricsPartialSuccess.newBuilder().setRejectedDataPoints(1))
                .build()
                .toByteArray());

        assertThat(spans.rejected).isEqualTo(300);
        assertThat(spans.message).isEqualTo("over quota");
        assertThat(points.rejected).isEqualTo(1);
        assertThat(points.message).isEmpty();
    }

    @Test
    void cutsTheMessageAndLeavesNoControlCharacters() {
        PartialSuccess warned = PartialSuccess.in(ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setErrorMessage("\u001b[31mred\n" + String.join("", Collections.nCopies(500, "x"))))
                .build()
                .toByteArray());

        assertThat(warned.rejected).isZero();
        assertThat(warned.isNone()).isFalse();
        assertThat(warned.message).startsWith("?[31mred?xxx").endsWith("x...").hasSize(203);
    }

    @Test
    void findsNothingInAnEmptyResponseOrInWhatIsNoProtobuf() {
        byte[] whole = ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder().setErrorMessage("cut off"))
                .build()
                .toByteArray();

        assertThat(PartialSuccess.in(new byte[0]).isNone()).isTrue();
        assertThat(PartialSuccess.in("{\"partialSuccess\":{}}".getBytes(StandardCharsets.UTF_8))
                        .isNone())
                .isTrue();
        for (int length = 0; length < whole.length; length++) {
            assertThat(PartialSuccess.in(Arrays.copyOf(whole, length)).isNone()).isTrue();
        }
    }
}
