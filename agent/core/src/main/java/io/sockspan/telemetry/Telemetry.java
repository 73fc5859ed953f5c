package io.sockspan.telemetry;

import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.sockspan.logging.LibraryLog;
import io.sockspan.tcp.Transition;
import io.sockspan.track.Clock;
import io.sockspan.track.SocketObserver;
import io.sockspan.track.TrackedSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Sends what the agent knows to an OpenTelemetry backend.
 *
 * <p>Called on the agent's thread unless a method says otherwise; no method waits for the backend but {@link #flush} and
 * {@link #shutdown}, and those not longer than they are told to. The threads that carry the telemetry away are daemons, started
 * from the thread that called {@link #start} and so in its thread group.
 */
public final class Telemetry implements SocketObserver {
    /** The instrumentation scope of all spans and metrics. */
    static final String SCOPE = "io.sockspan";

    /** Loggers that say what {@link BackendWatch} says better. */
    private static final String[] EXPORT_LOGGERS = {
        "io.opentelemetry.exporter.", "io.opentelemetry.sdk.trace.export.", "io.opentelemetry.sdk.metrics.export."
    };

    private final OpenTelemetrySdk sdk;
    private final ConnectionSpans spans;
    private final ConnectionMetrics metrics;
    private final SpanLedger ledger;
    private final ThreadGroup threads;
    private final BackendWatch watch;
    private final OtlpSenders senders;

    private Telemetry(
            OpenTelemetrySdk sdk,
            ConnectionSpans spans,
            ConnectionMetrics metrics,
            SpanLedger ledger,
            BackendWatch watch,
            OtlpSenders senders) {
        this.sdk = sdk;
        this.spans = spans;
        this.metrics = metrics;
        this.ledger = ledger;
        this.threads = Thread.currentThread().getThreadGroup();
        this.watch = watch;
        this.senders = senders;
    }

    /**
     * Starts the SDK as the standard settings say: {@code OTEL_*} in the environment, {@code otel.*} in the system properties.
     * Takes some hundred milliseconds. Starts no thread where nothing is to be exported. Settings that cannot be used are told to
     * {@code problems}, and never thrown.
     *
     * @param overrides {@code otel.*} settings that win over the environment and the system properties
     * @param problems is given a line for a person now and then, on any of the agent's threads
     */
    public static Telemetry start(
            Map<String, String> overrides, TelemetrySettings settings, Clock clock, Consumer<String> problems) {
        if (!settings.enabled()) {
            return off();
        }
        LibraryLog.reportTo(problems, EXPORT_LOGGERS);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The SDK's threads inherit it, and must not keep the application's loader alive.
        thread.setContextClassLoader(Telemetry.class.getClassLoader());
        try {
            return startSdk(overrides, settings, clock, problems);
        } catch (RuntimeException e) {
            // A ConfigurationException as a rule; whatever it is, the agent goes on without.
            problems.accept("telemetry is off: " + e.getMessage());
            return off();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Telemetry startSdk(
            Map<String, String> overrides, TelemetrySettings settings, Clock clock, Consumer<String> problems) {
        SpanLedger ledger = new SpanLedger();
        BackendWatch watch = new BackendWatch(problems, clock::nanos);
        OtlpSenders senders = new OtlpSenders();
        AtomicReference<ConfigProperties> effective = new AtomicReference<>();
        OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .setComponentLoader(senders)
                .addPropertiesSupplier(OtelSettings::defaults)
                .addPropertiesCustomizer(config -> overrides)
                .addPropertiesCustomizer(config -> OtelSettings.corrections(config, problems))
                .addResourceCustomizer((resource, config) -> {
                    effective.set(config);
                    return AgentResource.complete(resource, config, settings.version());
                })
                .addSpanExporterCustomizer((exporter, config) -> new WatchedSpanExporter(
                        exporter, ledger, watch.signal("traces", OtelSettings.endpoint("traces", config))))
                .addSpanProcessorCustomizer((processor, config) -> {
                    ledger.capacity(OtelSettings.queueSize(config));
                    return new AccountingSpanProcessor(processor, ledger);
                })
                .addMetricExporterCustomizer((exporter, config) -> new WatchedMetricExporter(
                        exporter, watch.signal("metrics", OtelSettings.endpoint("metrics", config))))
                .build()
                .getOpenTelemetrySdk();
        boolean tracesOn = OtelSettings.exports("traces", effective.get());
        boolean metricsOn = OtelSettings.exports("metrics", effective.get());
        ConnectionSpans spans = tracesOn ? spans(sdk, settings, ledger, clock) : null;
        ConnectionMetrics metrics = metricsOn ? new ConnectionMetrics(meter(sdk, settings), ledger::counts) : null;
        return new Telemetry(tracesOn || metricsOn ? sdk : null, spans, metrics, ledger, watch, senders);
    }

    private static Meter meter(OpenTelemetrySdk sdk, TelemetrySettings settings) {
        return sdk.getSdkMeterProvider()
                .meterBuilder(SCOPE)
                .setInstrumentationVersion(settings.version())
                .build();
    }

    private static ConnectionSpans spans(
            OpenTelemetrySdk sdk, TelemetrySettings settings, SpanLedger ledger, Clock clock) {
        SpanWriter writer = new SpanWriter(sdk.getSdkTracerProvider().get(SCOPE, settings.version()), clock);
        SpanBudget budget = new SpanBudget(settings, ledger, clock.nanos());
        return new ConnectionSpans(writer, budget, ledger, settings.slowHandshakeNanos(), clock);
    }

    private static Telemetry off() {
        return new Telemetry(null, null, null, null, null, null);
    }

    /** Whether anything is sent anywhere. Any thread. */
    public boolean isActive() {
        return sdk != null;
    }

    @Override
    public void transitioned(TrackedSocket connection, Transition transition) {
        if (metrics != null) {
            metrics.transitioned(connection, transition);
        }
        if (spans != null) {
            spans.transitioned(connection, transition);
        }
    }

    @Override
    public void connectFailed(TrackedSocket connection) {
        if (metrics != null) {
            metrics.connectFailed(connection);
        }
        if (spans != null) {
            spans.connectFailed(connection);
        }
    }

    @Override
    public void ended(TrackedSocket connection) {
        if (metrics != null) {
            metrics.ended(connection);
        }
        if (spans != null) {
            spans.ended(connection);
        }
    }

    @Override
    public boolean wantsEnd(TrackedSocket connection) {
        return spans != null && spans.wantsEnd(connection);
    }

    /**
     * Tells the phase that a connection is in, though it lasts, because the agent will see no more of it: the JVM ends, or the
     * agent is detached.
     *
     * @param seenAt when the connection was last known to be in its present state, {@link System#nanoTime()}
     */
    public void cutShort(TrackedSocket connection, long seenAt) {
        if (spans != null) {
            spans.cutShort(connection, seenAt);
        }
    }

    /** Tells a verdict while its connection is still there. */
    public void accused(LeakSpan accusation) {
        if (spans != null) {
            spans.accused(accusation);
        }
    }

    /** Takes a verdict back because it ended well; of the accusation only kind, fingerprint and connection need be the same. */
    public void retracted(LeakSpan accusation) {
        if (spans != null) {
            spans.retracted(accusation);
        }
    }

    /** What the gauges show from now on. */
    public void publish(Gauges gauges) {
        if (metrics != null) {
            metrics.publish(gauges);
        }
    }

    /** A sweep over the open sockets took that many nanoseconds. */
    public void swept(long nanos) {
        if (metrics != null) {
            metrics.swept(nanos);
        }
    }

    /** What became of the spans so far. Any thread. */
    public SpanCounts spans() {
        return ledger == null ? new SpanCounts(0, 0, 0, 0, 0) : ledger.counts();
    }

    /** Ends exports that take too long, and closes connections that are idle. To be called some times a second; does not wait. */
    public void expire() {
        if (senders != null) {
            senders.expire();
        }
    }

    /**
     * Sends what is there now.
     *
     * @return whether the backend has answered to all of it within that time, be it with a refusal
     */
    public boolean flush(Duration limit) {
        if (sdk == null) {
            return true;
        }
        AtomicBoolean flushed = new AtomicBoolean();
        boolean inTime = within(limit, "sockspan-telemetry-flush", () -> flushed.set(flushed()));
        return inTime && flushed.get() && ledger.counts().pending == 0;
    }

    private boolean flushed() {
        List<CompletableResultCode> flushes = new ArrayList<>(2);
        flushes.add(sdk.getSdkTracerProvider().forceFlush());
        flushes.add(sdk.getSdkMeterProvider().forceFlush());
        return CompletableResultCode.ofAll(flushes)
                .join(Long.MAX_VALUE, TimeUnit.NANOSECONDS)
                .isSuccess();
    }

    /**
     * Sends what is there and ends. Any thread; returns when it is done or the time is over, whichever is first, and the rest is
     * then done in the background as long as the JVM lives, or until {@link #abort}.
     *
     * @return whether it was done in time
     */
    public boolean shutdown(Duration limit) {
        if (sdk == null) {
            return true;
        }
        boolean done = within(limit, "sockspan-telemetry-shutdown", () -> closeWithin(limit));
        long lost = ledger.counts().pending;
        watch.abandoned(lost);
        LibraryLog.reportTo(null);
        return done && lost == 0;
    }

    /** Gives up what {@link #shutdown} has left in the background, so that its threads end. Does not wait. */
    public void abort() {
        if (sdk != null) {
            watch.silence();
            senders.abort();
            LibraryThreads.end(threads);
        }
    }

    /** The SDK waits for its reader and its exporters up to 15 s, so it gets a thread of its own. */
    private boolean within(Duration limit, String name, Runnable work) {
        Thread worker = new Thread(threads, work, name);
        worker.setDaemon(true);
        worker.start();
        try {
            worker.join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !worker.isAlive();
    }

    private void closeWithin(Duration limit) {
        CompletableResultCode traces = sdk.getSdkTracerProvider().shutdown();
        CompletableResultCode measured = sdk.getSdkMeterProvider().shutdown();
        traces.join(limit.toNanos(), TimeUnit.NANOSECONDS);
        measured.join(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
