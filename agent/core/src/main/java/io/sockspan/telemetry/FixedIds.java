package io.sockspan.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.IdGenerator;

/** Gives the next root span the ids that other spans already link to, and random ids to all others. For the agent's thread. */
final class FixedIds implements IdGenerator {
    private final IdGenerator random = IdGenerator.random();
    private SpanContext next;

    /** The next span that is started has these ids. It must be a root. */
    void next(SpanContext ids) {
        next = ids;
    }

    /** The SDK asks for the span's id first. */
    @Override
    public String generateSpanId() {
        return next == null ? random.generateSpanId() : next.getSpanId();
    }

    @Override
    public String generateTraceId() {
        if (next == null) {
            return random.generateTraceId();
        }
        String id = next.getTraceId();
        next = null;
        return id;
    }
}
