package io.sockspan.telemetry;

import io.opentelemetry.exporter.otlp.internal.OtlpMetricExporterProvider;
import io.opentelemetry.exporter.otlp.internal.OtlpSpanExporterProvider;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.metrics.ExemplarFilter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanLimitsBuilder;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessorBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * The parts of the agent's SDK, built from the standard settings one by one. The SDK's own autoconfiguration does the same for every exporter,
 * sampler and signal that may be there, and takes three times the processor time to find that there is one of each. What belongs to the
 * exporters alone, from endpoint to client certificate, the SDK's providers of OTLP exporters read.
 */
final class OtelSdk {
    private static final Duration METRIC_INTERVAL = Duration.ofMinutes(1);

    private OtelSdk() {}

    static SpanExporter spanExporter(ConfigProperties config) {
        return new OtlpSpanExporterProvider().createExporter(config);
    }

    static MetricExporter metricExporter(ConfigProperties config) {
        return new OtlpMetricExporterProvider().createExporter(config);
    }

    /**
     * Whatever is written is sampled; {@link #sampler} is asked before.
     *
     * @param processor receives the ended spans
     */
    static SdkTracerProvider tracerProvider(
            ConfigProperties config, Resource resource, IdGenerator ids, SpanProcessor processor) {
        return SdkTracerProvider.builder()
                .setResource(resource)
                .setIdGenerator(ids)
                .setSpanLimits(spanLimits(config))
                .setSampler(Sampler.alwaysOn())
                .addSpanProcessor(processor)
                .build();
    }

    static SpanProcessor batching(ConfigProperties config, SpanExporter exporter) {
        BatchSpanProcessorBuilder builder = BatchSpanProcessor.builder(exporter);
        Duration delay = config.getDuration("otel.bsp.schedule.delay");
        if (delay != null) {
            builder.setScheduleDelay(delay);
        }
        Duration timeout = config.getDuration("otel.bsp.export.timeout");
        if (timeout != null) {
            builder.setExporterTimeout(timeout);
        }
        ifSet(config, "otel.bsp.max.queue.size", builder::setMaxQueueSize);
        ifSet(config, "otel.bsp.max.export.batch.size", builder::setMaxExportBatchSize);
        return builder.build();
    }

    /** The more special limit comes after the general one, and replaces it. */
    private static SpanLimits spanLimits(ConfigProperties config) {
        SpanLimitsBuilder builder = SpanLimits.builder();
        ifSet(config, "otel.attribute.value.length.limit", builder::setMaxAttributeValueLength);
        ifSet(config, "otel.span.attribute.value.length.limit", builder::setMaxAttributeValueLength);
        ifSet(
                config,
                "otel.attribute.count.limit",
                limit -> builder.setMaxNumberOfAttributes(limit)
                        .setMaxNumberOfAttributesPerEvent(limit)
                        .setMaxNumberOfAttributesPerLink(limit));
        ifSet(config, "otel.span.attribute.count.limit", builder::setMaxNumberOfAttributes);
        ifSet(config, "otel.span.event.count.limit", builder::setMaxNumberOfEvents);
        ifSet(config, "otel.span.link.count.limit", builder::setMaxNumberOfLinks);
        return builder.build();
    }

    /** The user's sampler; one of those that {@link OtelSettings} lets pass. */
    static Sampler sampler(ConfigProperties config) {
        String name = config.getString("otel.traces.sampler", "parentbased_always_on");
        switch (name) {
            case "always_on":
                return Sampler.alwaysOn();
            case "always_off":
                return Sampler.alwaysOff();
            case "traceidratio":
                return ratio(config);
            case "parentbased_always_off":
                return Sampler.parentBased(Sampler.alwaysOff());
            case "parentbased_traceidratio":
                return Sampler.parentBased(ratio(config));
            default:
                return Sampler.parentBased(Sampler.alwaysOn());
        }
    }

    private static Sampler ratio(ConfigProperties config) {
        return Sampler.traceIdRatioBased(config.getDouble("otel.traces.sampler.arg", 1.0));
    }

    static SdkMeterProvider meterProvider(ConfigProperties config, Resource resource, MetricExporter exporter) {
        PeriodicMetricReader reader = PeriodicMetricReader.builder(exporter)
                .setInterval(config.getDuration("otel.metric.export.interval", METRIC_INTERVAL))
                .build();
        SdkMeterProviderBuilder builder = SdkMeterProvider.builder().setResource(resource);
        builder.setExemplarFilter(exemplars(config.getString("otel.metrics.exemplar.filter", "trace_based")));
        Integer cardinality = config.getInt("otel.java.metrics.cardinality.limit");
        if (cardinality == null) {
            builder.registerMetricReader(reader);
        } else {
            builder.registerMetricReader(reader, instrument -> cardinality);
        }
        return builder.build();
    }

    private static ExemplarFilter exemplars(String filter) {
        switch (filter.toLowerCase(Locale.ROOT)) {
            case "always_on":
                return ExemplarFilter.alwaysOn();
            case "always_off":
                return ExemplarFilter.alwaysOff();
            default:
                return ExemplarFilter.traceBased();
        }
    }

    private static void ifSet(ConfigProperties config, String key, IntConsumer setter) {
        Integer value = config.getInt(key);
        if (value != null) {
            setter.accept(value);
        }
    }
}
