package io.sockspan.telemetry;

import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.sockspan.telemetry.otlp.BackendWatch;
import io.sockspan.telemetry.otlp.Deliveries;
import io.sockspan.telemetry.otlp.Delivery;
import io.sockspan.telemetry.otlp.OtlpSenders;
import io.sockspan.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Builds what the settings ask for out of the parts of the SDK, and nothing else, as each part takes time to load. For one thread. */
final class TelemetryAssembly {
    private final Clock clock;
    private final Consumer<String> problems;
    private final BackendWatch watch;
    private final OtlpSenders senders = new OtlpSenders();

    /** @param problems receives a line for people from time to time, on any of the agent's threads */
    TelemetryAssembly(Clock clock, Consumer<String> problems) {
        this.clock = clock;
        this.problems = problems;
        this.watch = new BackendWatch(problems, clock::nanos);
    }

    /** @throws RuntimeException usually a ConfigurationException, for settings that cannot be corrected */
    Telemetry assemble(Map<String, String> overrides, TelemetrySettings settings) {
        SpanLedger ledger = new SpanLedger();
        ConfigProperties settled = SdkConfig.read(overrides, senders, problems);
        watch.keepSecret(OtelSettings.headers(settled));
        boolean repeats = !settled.getBoolean("otel.java.exporter.otlp.retry.disabled", false);
        Deliveries deliveries = new Deliveries(watch, senders, repeats, clock::nanos);
        Resource resource = AgentResource.of(settled, settings.version());
        List<TelemetrySink> signals = new ArrayList<>(2);
        SdkTracerProvider tracers = null;
        if (OtelSettings.exports("traces", settled)) {
            UndeliveredVerdicts undelivered = new UndeliveredVerdicts();
            SpanExporter exporter = OtelSdk.spanExporter(settled);
            Delivery delivery = deliveries.of("traces", "spans", OtelSettings.endpoint("traces", settled));
            SpanProcessor batching =
                    OtelSdk.batching(settled, new WatchedSpanExporter(exporter, ledger, undelivered, delivery));
            ledger.capacity(OtelSettings.queueSize(settled));
            FixedIds ids = new FixedIds();
            tracers = OtelSdk.tracerProvider(settled, resource, ids, new AccountingSpanProcessor(batching, ledger));
            SpanWriter writer = new SpanWriter(tracers.get(Telemetry.SCOPE, settings.version()), ids, clock);
            SpanBudget budget = new SpanBudget(settings, ledger, clock.nanos());
            ConnectionSampling sampling = new ConnectionSampling(OtelSdk.sampler(settled));
            signals.add(new ConnectionSpans(
                    writer, budget, sampling, ledger, undelivered, settings.slowHandshakeNanos(), clock));
        }
        SdkMeterProvider meters = null;
        // After the spans: exemplars refer to traces that are decided on by then.
        if (OtelSettings.exports("metrics", settled)) {
            MetricExporter exporter = OtelSdk.metricExporter(settled);
            Delivery delivery = deliveries.of("metrics", "data points", OtelSettings.endpoint("metrics", settled));
            meters = OtelSdk.meterProvider(settled, resource, new WatchedMetricExporter(exporter, delivery));
            signals.add(new ConnectionMetrics(meter(meters, settings), ledger::counts));
        }
        return new Telemetry(tracers, meters, signals, ledger, watch, senders, deliveries);
    }

    /** A library's text, to be printed: without the keys that the settings have, as soon as these are read. */
    String withoutSecrets(String text) {
        return watch.withoutSecrets(text);
    }

    private static Meter meter(SdkMeterProvider meters, TelemetrySettings settings) {
        return meters.meterBuilder(Telemetry.SCOPE)
                .setInstrumentationVersion(settings.version())
                .build();
    }

    /** Exports nothing. */
    Telemetry assembleOff() {
        return new Telemetry(
                null,
                null,
                Collections.emptyList(),
                new SpanLedger(),
                watch,
                senders,
                new Deliveries(watch, senders, false, clock::nanos));
    }
}
