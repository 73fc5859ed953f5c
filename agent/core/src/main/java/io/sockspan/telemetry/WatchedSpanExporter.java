package io.sockspan.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.sockspan.telemetry.otlp.Delivery;
import io.sockspan.telemetry.otlp.Reply;
import java.util.Collection;

/** Delivers spans, and counts those that the backend accepted. */
final class WatchedSpanExporter implements SpanExporter {
    private final SpanExporter next;
    private final SpanLedger ledger;
    private final UndeliveredVerdicts undelivered;
    private final Delivery delivery;

    WatchedSpanExporter(SpanExporter next, SpanLedger ledger, UndeliveredVerdicts undelivered, Delivery delivery) {
        this.next = next;
        this.ledger = ledger;
        this.undelivered = undelivered;
        this.delivery = delivery;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int number = spans.size();
        if (ledger.isShed(number)) {
            return CompletableResultCode.ofSuccess();
        }
        Reply reply = delivery.deliver(() -> next.export(spans));
        if (reply == null) {
            undelivered.failed(UndeliveredVerdicts.in(spans));
            ledger.failed(number);
            return CompletableResultCode.ofFailure();
        }
        int rejected = (int) Math.min(number, reply.rejected());
        ledger.failed(rejected);
        ledger.exported(number - rejected);
        undelivered.accepted();
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
        return next.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        delivery.silence();
        return next.shutdown();
    }
}
