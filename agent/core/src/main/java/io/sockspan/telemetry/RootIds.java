package io.sockspan.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import java.util.concurrent.ThreadLocalRandom;

/** The random ids of a trace's root, fixed before it is written, so that other traces can link to it. Immutable. */
final class RootIds {
    private final long traceHigh;
    private final long traceLow;
    private final long root;

    RootIds() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        traceHigh = random.nextLong();
        traceLow = notZero(random);
        root = notZero(random);
    }

    /** Zero is no valid id. */
    private static long notZero(ThreadLocalRandom random) {
        long id;
        do {
            id = random.nextLong();
        } while (id == 0);
        return id;
    }

    String traceId() {
        return TraceId.fromLongs(traceHigh, traceLow);
    }

    SpanContext context() {
        return SpanContext.create(traceId(), SpanId.fromLong(root), TraceFlags.getSampled(), TraceState.getDefault());
    }
}
