package io.sockspan.telemetry;

import io.opentelemetry.api.trace.SpanContext;

/** A verdict that was reached and is not over. For the agent's thread. */
final class StandingVerdict {
    final LeakSpan leak;
    /** The root of the verdict's trace. */
    final SpanContext context = new RootIds().context();
    /** When the verdict was reached, {@link System#nanoTime()}. */
    final long reachedAt;
    /** Whether it was exported, as far as is known. */
    boolean exported;
    /** Whether it was retracted, or ended in another way. */
    boolean over;

    StandingVerdict(LeakSpan leak, long reachedAt) {
        this.leak = leak;
        this.reachedAt = reachedAt;
    }
}
