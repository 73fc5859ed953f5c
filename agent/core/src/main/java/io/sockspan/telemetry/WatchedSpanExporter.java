package io.sockspan.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;

/** Counts the spans that the backend accepted, and reports to the watch whether it answers. */
final class WatchedSpanExporter implements SpanExporter {
    private final SpanExporter next;
    private final SpanLedger ledger;
    private final UndeliveredVerdicts undelivered;
    private final BackendWatch.Signal watch;

    WatchedSpanExporter(
            SpanExporter next, SpanLedger ledger, UndeliveredVerdicts undelivered, BackendWatch.Signal watch) {
        this.next = next;
        this.ledger = ledger;
        this.undelivered = undelivered;
        this.watch = watch;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int number = spans.size();
        if (ledger.isShed(number)) {
            return CompletableResultCode.ofSuccess();
        }
        CompletableResultCode result;
        try {
            result = next.export(spans);
        } catch (RuntimeException | OutOfMemoryError e) {
            // Rethrown, the error would end the thread that exports.
            result = CompletableResultCode.ofExceptionalFailure(e);
        }
        CompletableResultCode outcome = result;
        // The batch processor reuses the collection once this returns.
        List<SpanData> verdicts = UndeliveredVerdicts.in(spans);
        return result.whenComplete(() -> {
            if (outcome.isSuccess()) {
                ledger.exported(number);
                undelivered.accepted();
            } else {
                undelivered.failed(verdicts);
                ledger.failed(number);
            }
            watch.answered(outcome);
        });
    }

    @Override
    public CompletableResultCode flush() {
        return next.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        watch.silence();
        return next.shutdown();
    }
}
