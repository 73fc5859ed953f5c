package io.sockspan.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.Collections;

/**
 * The user's sampler. It is asked about each healthy connection once, before its trace is written, and about nothing else: anomalies and
 * verdicts are always sampled, and all spans of a trace together. For the agent's thread.
 */
final class ConnectionSampling {
    private final Sampler sampler;

    ConnectionSampling(Sampler sampler) {
        this.sampler = sampler;
    }

    /**
     * Whether to trace a connection.
     *
     * @param application the application's span in which it connected, with which it is sampled; invalid if there was none
     */
    boolean samples(RootIds ids, SpanContext application) {
        boolean isChild = application.isValid();
        Context parent = isChild ? Context.root().with(Span.wrap(application)) : Context.root();
        String traceId = isChild ? application.getTraceId() : ids.traceId();
        return sampler.shouldSample(
                                parent,
                                traceId,
                                SpanWriter.CONNECTION,
                                SpanKind.INTERNAL,
                                Attributes.empty(),
                                Collections.emptyList())
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
    }
}
