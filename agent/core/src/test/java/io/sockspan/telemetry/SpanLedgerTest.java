package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.sockspan.telemetry.otlp.BackendWatch;
import io.sockspan.telemetry.otlp.Deliveries;
import io.sockspan.telemetry.otlp.Delivery;
import io.sockspan.telemetry.otlp.OtlpSenders;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SpanLedgerTest {
    private static final int CAPACITY = 64;

    private final SpanLedger ledger = new SpanLedger();

    @Test
    void accountsForEverySpanThatABackendTakesRefusesOrIsTooSlowFor() {
        Backend backend = new Backend();
        BackendWatch watch = new BackendWatch(line -> {}, System::nanoTime);
        Delivery delivery =
                new Deliveries(watch, new OtlpSenders(), false, System::nanoTime).of("traces", "spans", "nowhere");
        ledger.capacity(CAPACITY);
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(new AccountingSpanProcessor(
                        BatchSpanProcessor.builder(
                                        new WatchedSpanExporter(backend, ledger, new UndeliveredVerdicts(), delivery))
                                .setMaxQueueSize(CAPACITY)
                                .setMaxExportBatchSize(16)
                                .setScheduleDelay(Duration.ofMillis(5))
                                .build(),
                        ledger))
                .build();
        Tracer tracer = provider.get("test");
        for (int i = 0; i < 500; i++) {
            tracer.spanBuilder("span").startSpan().end();
        }

        // The backend has not answered yet: what the queue holds waits, the rest was dropped and counted.
        assertThat(ledger.counts().emitted).isEqualTo(500);
        assertThat(ledger.counts().pending).isEqualTo(CAPACITY);
        assertThat(ledger.counts().dropped).isEqualTo(500 - CAPACITY);
        assertThat(ledger.hasFree(0.125)).isFalse();

        backend.answerFrom(true);
        await().atMost(ONE_MINUTE).until(() -> ledger.counts().exported == CAPACITY);
        assertThat(ledger.counts().pending).isZero();

        backend.answerFrom(false);
        tracer.spanBuilder("span").startSpan().end();
        await().atMost(ONE_MINUTE).until(() -> ledger.counts().failed == 1);

        provider.shutdown();
        tracer.spanBuilder("span").startSpan().end();
        SpanCounts counts = ledger.counts();
        assertThat(counts.pending).isZero();
        assertThat(counts.emitted).isEqualTo(counts.exported + counts.failed + counts.dropped);
    }

    /** Answers nothing at first, and then always the same. */
    private static final class Backend implements SpanExporter {
        private final List<CompletableResultCode> open = new CopyOnWriteArrayList<>();
        private volatile Boolean answer;

        @Override
        public synchronized CompletableResultCode export(Collection<SpanData> spans) {
            CompletableResultCode result = new CompletableResultCode();
            open.add(result);
            if (answer != null) {
                answerAll();
            }
            return result;
        }

        synchronized void answerFrom(boolean success) {
            answer = success;
            answerAll();
        }

        private void answerAll() {
            for (CompletableResultCode result : open) {
                if (answer) {
                    result.succeed();
                } else {
                    result.fail();
                }
            }
            open.clear();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Test
    void shedsWhatWaitsAndNoMore() {
        for (int i = 0; i < 5; i++) {
            ledger.admit();
        }
        ledger.shed();
        ledger.admit();

        assertThat(ledger.isShed(5)).isTrue();
        assertThat(ledger.isShed(1)).isFalse();
        ledger.exported(1);
        assertThat(ledger.counts()).hasToString("6 emitted, 1 exported, 0 failed, 5 dropped, 0 over budget");
    }
}
