package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricExporter;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.sockspan.telemetry.otlp.OtlpSenders;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The standard settings mean here what they mean to the SDK's own autoconfiguration. */
class OtelSdkTest {
    @ParameterizedTest
    @CsvSource({
        "otel.bsp.schedule.delay, 7s",
        "otel.bsp.export.timeout, 1234",
        "otel.bsp.max.queue.size, 100",
        "otel.bsp.max.export.batch.size, 17",
        "otel.attribute.value.length.limit, 2000",
        "otel.span.attribute.value.length.limit, 2001",
        "otel.attribute.count.limit, 40",
        "otel.span.attribute.count.limit, 41",
        "otel.span.event.count.limit, 5",
        "otel.span.link.count.limit, 6",
        "otel.exporter.otlp.endpoint, http://127.0.0.1:9",
        "otel.exporter.otlp.traces.endpoint, http://127.0.0.1:9/spans",
        "otel.exporter.otlp.headers, 'a=b,c=d'",
        "otel.exporter.otlp.compression, gzip",
        "otel.exporter.otlp.timeout, 3s",
        "otel.exporter.otlp.protocol, grpc",
    })
    void configuresTracesAsTheSdkDoes(String key, String value) {
        Map<String, String> settings = settings(key, value);
        ConfigProperties config = DefaultConfigProperties.create(settings, new OtlpSenders());
        try (SdkTracerProvider ours = OtelSdk.tracerProvider(
                        config,
                        Resource.empty(),
                        IdGenerator.random(),
                        OtelSdk.batching(config, OtelSdk.spanExporter(config)));
                OpenTelemetrySdk theirs = autoconfigured(settings)) {
            String expected = comparable(theirs.getSdkTracerProvider());
            assertThat(comparable(ours)).isEqualTo(expected).contains("BatchSpanProcessor");
            try (OpenTelemetrySdk unset = autoconfigured(settings(null, null))) {
                assertThat(expected).as("the setting shows").isNotEqualTo(comparable(unset.getSdkTracerProvider()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "otel.metric.export.interval, 7s",
        "otel.exporter.otlp.metrics.endpoint, http://127.0.0.1:9/metrics",
        "otel.exporter.otlp.metrics.temporality.preference, delta",
        "otel.exporter.otlp.metrics.default.histogram.aggregation, base2_exponential_bucket_histogram",
        "otel.exporter.otlp.protocol, grpc",
    })
    void configuresMetricsAsTheSdkDoes(String key, String value) {
        Map<String, String> settings = settings(key, value);
        ConfigProperties config = DefaultConfigProperties.create(settings, new OtlpSenders());
        try (SdkMeterProvider ours = OtelSdk.meterProvider(config, Resource.empty(), OtelSdk.metricExporter(config));
                OpenTelemetrySdk theirs = autoconfigured(settings)) {
            String expected = comparable(theirs.getSdkMeterProvider());
            assertThat(comparable(ours)).isEqualTo(expected).contains("PeriodicMetricReader");
            try (OpenTelemetrySdk unset = autoconfigured(settings(null, null))) {
                assertThat(expected).as("the setting shows").isNotEqualTo(comparable(unset.getSdkMeterProvider()));
            }
        }
    }

    /** These settings are in no description of a provider. */
    @ParameterizedTest
    @CsvSource({
        "otel.java.metrics.cardinality.limit, 33",
        "otel.metrics.exemplar.filter, always_on",
        "otel.metrics.exemplar.filter, Always_Off"
    })
    void boundsMetricsAndTakesExemplarsAsTheSdkDoes(String key, String value) {
        Map<String, String> settings = settings(key, value);
        ConfigProperties config = DefaultConfigProperties.create(settings, new OtlpSenders());
        InMemoryMetricExporter ofOurs = InMemoryMetricExporter.create();
        InMemoryMetricExporter ofTheirs = InMemoryMetricExporter.create();
        InMemoryMetricExporter ofUnset = InMemoryMetricExporter.create();
        try (SdkMeterProvider ours = OtelSdk.meterProvider(config, Resource.empty(), ofOurs);
                OpenTelemetrySdk theirs = autoconfigured(settings, ofTheirs);
                OpenTelemetrySdk unset = autoconfigured(settings(null, null), ofUnset)) {
            List<Integer> expected = measured(theirs.getSdkMeterProvider(), ofTheirs);
            assertThat(measured(ours, ofOurs)).isEqualTo(expected);
            assertThat(expected).as("the setting shows").isNotEqualTo(measured(unset.getSdkMeterProvider(), ofUnset));
        }
    }

    /** The number of series out of 50, and of exemplars of two measurements, one of them within a span. */
    private static List<Integer> measured(SdkMeterProvider provider, InMemoryMetricExporter exporter) {
        LongCounter counter = provider.get("test").counterBuilder("counter").build();
        for (long i = 0; i < 50; i++) {
            counter.add(1, Attributes.of(AttributeKey.longKey("i"), i), Context.root());
        }
        SpanContext span = SpanContext.create(
                IdGenerator.random().generateTraceId(),
                IdGenerator.random().generateSpanId(),
                TraceFlags.getSampled(),
                TraceState.getDefault());
        DoubleHistogram histogram =
                provider.get("test").histogramBuilder("histogram").build();
        histogram.record(1, Attributes.empty(), Context.root());
        histogram.record(1000, Attributes.empty(), Context.root().with(Span.wrap(span)));
        assertThat(provider.forceFlush().join(120, TimeUnit.SECONDS).isSuccess())
                .isTrue();
        return exporter.getFinishedMetricItems().stream()
                .filter(metric ->
                        metric.getName().equals("counter") || metric.getName().equals("histogram"))
                .sorted(Comparator.comparing(MetricData::getName))
                .map(metric -> metric.getName().equals("counter")
                        ? metric.getData().getPoints().size()
                        : metric.getData()
                                .getPoints()
                                .iterator()
                                .next()
                                .getExemplars()
                                .size())
                .collect(Collectors.toList());
    }

    /** The SDK makes no limit of 0, and OkHttp none that is longer than 24.8 days. */
    @ParameterizedTest
    @CsvSource({"0", "30d"})
    void exportsOverGrpcWithoutALimitOfTime(String timeout) {
        Map<String, String> settings = settings("otel.exporter.otlp.protocol", "grpc");
        settings.put("otel.exporter.otlp.timeout", timeout);
        ConfigProperties config = DefaultConfigProperties.create(settings, new OtlpSenders());
        try (SpanExporter spans = OtelSdk.spanExporter(config);
                MetricExporter metrics = OtelSdk.metricExporter(config)) {
            assertThat(spans).isNotNull();
            assertThat(metrics).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "always_on, 0.5",
        "always_off, 0.5",
        "traceidratio, 0.5",
        "parentbased_always_on, 0.5",
        "parentbased_always_off, 0.5",
        "parentbased_traceidratio, 0.5",
        "parentbased_traceidratio,",
    })
    void samplesAsTheSdkDoes(String sampler, String argument) {
        Map<String, String> settings = settings("otel.traces.sampler", sampler);
        if (argument != null) {
            settings.put("otel.traces.sampler.arg", argument);
        }
        try (OpenTelemetrySdk theirs = autoconfigured(settings)) {
            assertThat(OtelSdk.sampler(DefaultConfigProperties.createFromMap(settings)))
                    .isEqualTo(theirs.getSdkTracerProvider().getSampler());
        }
    }

    @Test
    void samplesWithTheParentUnlessSetOtherwise() {
        try (OpenTelemetrySdk theirs = autoconfigured(settings(null, null))) {
            assertThat(OtelSdk.sampler(DefaultConfigProperties.createFromMap(Map.of())))
                    .isEqualTo(theirs.getSdkTracerProvider().getSampler());
        }
    }

    private static Map<String, String> settings(String key, String value) {
        Map<String, String> settings = new HashMap<>(OtelSettings.defaults());
        settings.put("otel.logs.exporter", "none");
        if (key != null) {
            settings.put(key, value);
        }
        return settings;
    }

    private static OpenTelemetrySdk autoconfigured(Map<String, String> settings) {
        return autoconfigured(settings, null);
    }

    /** @param metrics takes the place of the metrics' exporter; null for none */
    private static OpenTelemetrySdk autoconfigured(Map<String, String> settings, MetricExporter metrics) {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addMetricExporterCustomizer((exporter, config) -> metrics == null ? exporter : metrics)
                .disableShutdownHook()
                .setComponentLoader(new AllServices())
                .addPropertiesSupplier(() -> settings)
                .addTracerProviderCustomizer((provider, config) -> provider.setIdGenerator(IdGenerator.random()))
                .addResourceCustomizer((resource, config) -> Resource.empty())
                .build()
                .getOpenTelemetrySdk();
    }

    /** The agent's senders, and the services of the SDK, which the packed agent does without. */
    private static final class AllServices implements ComponentLoader {
        private final ComponentLoader senders = new OtlpSenders();
        private final ComponentLoader services =
                ComponentLoader.forClassLoader(getClass().getClassLoader());

        @Override
        public <T> Iterable<T> load(Class<T> type) {
            Iterable<T> ours = senders.load(type);
            return ours.iterator().hasNext() ? ours : services.load(type);
        }
    }

    /** Without what identifies an object, and without the sampler, which the agent asks itself. */
    private static String comparable(Object provider) {
        return provider.toString()
                .replaceAll("@[0-9a-f]+", "@")
                .replaceAll("\\$\\$Lambda[^,}]*", "lambda")
                .replaceAll("componentLoader=[^,}]*", "componentLoader")
                .replaceAll("sampler=.*?, spanProcessor", "sampler, spanProcessor");
    }
}
