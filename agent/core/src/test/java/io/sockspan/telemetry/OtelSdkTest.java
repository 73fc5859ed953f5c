package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.sockspan.telemetry.otlp.OtlpSenders;
import java.util.HashMap;
import java.util.Map;
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
        "otel.java.metrics.cardinality.limit, 33",
        "otel.metrics.exemplar.filter, always_on",
        "otel.metrics.exemplar.filter, Always_Off",
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
            assertThat(comparable(ours))
                    .isEqualTo(comparable(theirs.getSdkMeterProvider()))
                    .contains("PeriodicMetricReader");
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
        return AutoConfiguredOpenTelemetrySdk.builder()
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
