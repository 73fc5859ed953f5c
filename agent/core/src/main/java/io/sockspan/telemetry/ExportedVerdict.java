package io.sockspan.telemetry;

import io.opentelemetry.api.trace.SpanContext;

/** A verdict that was exported. For the agent's thread. */
final class ExportedVerdict {
    final LeakSpan leak;
    /** The root of the verdict's trace. */
    final SpanContext context;
    /** When the verdict was reached, {@link System#nanoTime()}. */
    final long reachedAt;
    /** Whether it was not retracted. */
    private boolean stands = true;

    ExportedVerdict(LeakSpan leak, SpanContext context, long reachedAt) {
        this.leak = leak;
        this.context = context;
        this.reachedAt = reachedAt;
    }

    /** Returns false if it was retracted before. */
    boolean retract() {
        boolean stood = stands;
        stands = false;
        return stood;
    }
}
