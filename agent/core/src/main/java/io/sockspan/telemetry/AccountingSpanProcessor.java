package io.sockspan.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** Runs before the SDK's batch processor: counts each sampled span, and drops it here if that processor would drop it without counting. */
final class AccountingSpanProcessor implements SpanProcessor {
    private final SpanProcessor next;
    private final SpanLedger ledger;

    AccountingSpanProcessor(SpanProcessor next, SpanLedger ledger) {
        this.next = next;
        this.ledger = ledger;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        next.onStart(parent, span);
    }

    @Override
    public boolean isStartRequired() {
        return next.isStartRequired();
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (span.getSpanContext().isSampled() && ledger.admit()) {
            next.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        ledger.close();
        return next.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return next.forceFlush();
    }
}
