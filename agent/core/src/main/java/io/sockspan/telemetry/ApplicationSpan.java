package io.sockspan.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.sockspan.track.ParentSpan;
import io.sockspan.track.TrackedSocket;

/** The span of the application in which it connected. */
final class ApplicationSpan {
    private ApplicationSpan() {}

    /** Invalid if there was none. Not remote: the span belongs to another SDK, but in this process. */
    static SpanContext contextOf(TrackedSocket connection) {
        ParentSpan parent = connection.parentSpan();
        return parent == null
                ? SpanContext.getInvalid()
                : SpanContext.create(
                        parent.traceId, parent.spanId, TraceFlags.fromByte(parent.traceFlags), TraceState.getDefault());
    }
}
