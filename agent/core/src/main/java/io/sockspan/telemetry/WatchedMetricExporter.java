package io.sockspan.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.sockspan.telemetry.otlp.Delivery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Delivers the agent's metrics only. Leaves out the SDK's metrics about itself: they
 * would be taken for the application's own, and {@code sockspan.agent.spans} has the same numbers.
 */
final class WatchedMetricExporter implements MetricExporter {
    private final MetricExporter next;
    private final Delivery delivery;

    WatchedMetricExporter(MetricExporter next, Delivery delivery) {
        this.next = next;
        this.delivery = delivery;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
        List<MetricData> ours = new ArrayList<>(metrics.size());
        for (MetricData metric : metrics) {
            if (metric.getInstrumentationScopeInfo().getName().equals(Telemetry.SCOPE)) {
                ours.add(metric);
            }
        }
        return delivery.deliver(() -> next.export(ours)) == null
                ? CompletableResultCode.ofFailure()
                : CompletableResultCode.ofSuccess();
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

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
        return next.getAggregationTemporality(type);
    }

    @Override
    public Aggregation getDefaultAggregation(InstrumentType type) {
        return next.getDefaultAggregation(type);
    }

    @Override
    public MemoryMode getMemoryMode() {
        return next.getMemoryMode();
    }
}
