package io.sockspan.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Exports the agent's metrics only, and reports to the watch whether the backend answers. Leaves out the SDK's metrics about itself: they
 * would be taken for the application's own, and {@code sockspan.agent.spans} has the same numbers.
 */
final class WatchedMetricExporter implements MetricExporter {
    private final MetricExporter next;
    private final BackendWatch.Signal watch;

    WatchedMetricExporter(MetricExporter next, BackendWatch.Signal watch) {
        this.next = next;
        this.watch = watch;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
        List<MetricData> ours = new ArrayList<>(metrics.size());
        for (MetricData metric : metrics) {
            if (metric.getInstrumentationScopeInfo().getName().equals(Telemetry.SCOPE)) {
                ours.add(metric);
            }
        }
        CompletableResultCode result = next.export(ours);
        return result.whenComplete(() -> watch.answered(result));
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
