package io.sockspan.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.sockspan.logging.LibraryLog;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import io.sockspan.telemetry.otlp.BackendWatch;
import io.sockspan.telemetry.otlp.Deliveries;
import io.sockspan.telemetry.otlp.OtlpSenders;
import io.sockspan.time.Clock;
import io.sockspan.track.NameLookup;
import io.sockspan.track.TlsNegotiation;
import io.sockspan.track.TrackedSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Exports to an OpenTelemetry backend, through an SDK of the agent's own.
 *
 * <p>For the agent's thread unless a method says otherwise. Only {@link #flush} and {@link #shutdown} wait for the backend, and no longer
 * than their limit. The threads that send the telemetry are daemons; they are started on the thread that called {@link #start}, and so
 * belong to its thread group.
 */
public final class Telemetry implements TelemetrySink {
    /** The instrumentation scope of all spans and metrics. */
    static final String SCOPE = "io.sockspan";

    /** Loggers whose messages {@link BackendWatch} replaces with clearer ones. */
    private static final String[] EXPORT_LOGGERS = {
        "io.opentelemetry.exporter.", "io.opentelemetry.sdk.trace.export.", "io.opentelemetry.sdk.metrics.export."
    };

    /** Null if no spans are exported. */
    private final SdkTracerProvider tracers;
    /** Null if no metrics are exported. */
    private final SdkMeterProvider meters;
    /** One sender for each exported signal; empty if nothing is exported. */
    private final List<TelemetrySink> signals;

    private final SpanLedger ledger;
    private final ThreadGroup threads = Thread.currentThread().getThreadGroup();
    private final BackendWatch watch;
    private final OtlpSenders senders;
    private final Deliveries deliveries;

    Telemetry(
            SdkTracerProvider tracers,
            SdkMeterProvider meters,
            List<TelemetrySink> signals,
            SpanLedger ledger,
            BackendWatch watch,
            OtlpSenders senders,
            Deliveries deliveries) {
        this.tracers = tracers;
        this.meters = meters;
        this.signals = signals;
        this.ledger = ledger;
        this.watch = watch;
        this.senders = senders;
        this.deliveries = deliveries;
    }

    /**
     * Starts the SDK with the standard settings: {@code OTEL_*} in the environment, {@code otel.*} in the system properties. Takes a few
     * hundred milliseconds. Starts no thread if nothing is to be exported. Reports settings that cannot be used to {@code problems}, and
     * throws nothing for them.
     *
     * @param overrides {@code otel.*} settings that take precedence over the environment and the system properties
     * @param problems receives a line for people from time to time, on any of the agent's threads
     */
    public static Telemetry start(
            Map<String, String> overrides, TelemetrySettings settings, Clock clock, Consumer<String> problems) {
        TelemetryAssembly assembly = new TelemetryAssembly(clock, problems);
        LibraryLog.reportTo(line -> problems.accept(assembly.withoutSecrets(line)), EXPORT_LOGGERS);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The SDK's threads inherit the context class loader, and must not keep the application's alive.
        thread.setContextClassLoader(Telemetry.class.getClassLoader());
        try {
            return assembly.assemble(overrides, settings);
        } catch (RuntimeException e) {
            // Usually a ConfigurationException; whatever it is, the agent goes on without telemetry.
            problems.accept("telemetry is off: "
                    + assembly.withoutSecrets(e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause())));
            return assembly.assembleOff();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Whether anything is exported. For any thread. */
    public boolean isActive() {
        return !signals.isEmpty();
    }

    @Override
    public void transitioned(TrackedSocket connection, Transition transition) {
        for (TelemetrySink signal : signals) {
            signal.transitioned(connection, transition);
        }
    }

    @Override
    public void read(TrackedSocket connection, TcpStatistics before, TcpStatistics now) {
        for (TelemetrySink signal : signals) {
            signal.read(connection, before, now);
        }
    }

    @Override
    public void connectFailed(TrackedSocket connection) {
        for (TelemetrySink signal : signals) {
            signal.connectFailed(connection);
        }
    }

    @Override
    public void lookedUp(TrackedSocket connection, NameLookup lookup) {
        for (TelemetrySink signal : signals) {
            signal.lookedUp(connection, lookup);
        }
    }

    @Override
    public void negotiated(TrackedSocket connection, TlsNegotiation negotiation) {
        for (TelemetrySink signal : signals) {
            signal.negotiated(connection, negotiation);
        }
    }

    @Override
    public void ended(TrackedSocket connection) {
        for (TelemetrySink signal : signals) {
            signal.ended(connection);
        }
    }

    @Override
    public boolean wantsEnd(TrackedSocket connection) {
        for (TelemetrySink signal : signals) {
            if (signal.wantsEnd(connection)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void accused(LeakSpan accusation) {
        for (TelemetrySink signal : signals) {
            signal.accused(accusation);
        }
    }

    @Override
    public void retracted(LeakSpan accusation) {
        for (TelemetrySink signal : signals) {
            signal.retracted(accusation);
        }
    }

    @Override
    public void settled(LeakSpan accusation) {
        for (TelemetrySink signal : signals) {
            signal.settled(accusation);
        }
    }

    @Override
    public void swept(long nanos, Gauges gauges) {
        for (TelemetrySink signal : signals) {
            signal.swept(nanos, gauges);
        }
    }

    @Override
    public void cutShort(TrackedSocket connection, long seenAt) {
        for (TelemetrySink signal : signals) {
            signal.cutShort(connection, seenAt);
        }
    }

    @Override
    public void missed(long calls) {
        for (TelemetrySink signal : signals) {
            signal.missed(calls);
        }
    }

    /** The outcomes of the spans so far. For any thread. */
    public SpanCounts spans() {
        return ledger.counts();
    }

    /** The SDK's own thread empties its queue into {@link WatchedSpanExporter}, which lets go of it. */
    @Override
    public void shed() {
        if (tracers != null && ledger.pending() > 0) {
            ledger.shed();
            deliveries.interrupt();
            tracers.forceFlush();
        }
    }

    @Override
    public void expire() {
        senders.expire();
    }

    @Override
    public boolean isAtWork() {
        return senders.areConnected();
    }

    /**
     * Sends the spans and metrics that are there now.
     *
     * @return whether the backend answered all of it within that time, even with a refusal
     */
    public boolean flush(Duration limit) {
        if (!isActive()) {
            return true;
        }
        AtomicBoolean flushed = new AtomicBoolean();
        boolean inTime = within(limit, "sockspan-telemetry-flush", () -> flushed.set(flushed()));
        return inTime && flushed.get() && ledger.counts().pending == 0;
    }

    private boolean flushed() {
        List<CompletableResultCode> flushes = new ArrayList<>(2);
        if (tracers != null) {
            flushes.add(tracers.forceFlush());
        }
        if (meters != null) {
            flushes.add(meters.forceFlush());
        }
        return CompletableResultCode.ofAll(flushes)
                .join(Long.MAX_VALUE, TimeUnit.NANOSECONDS)
                .isSuccess();
    }

    /** For any thread. */
    @Override
    public boolean shutdown(Duration limit) {
        if (!isActive()) {
            return true;
        }
        // What is left has one more attempt each: neither the JVM's exit nor a detach waits for the backend to recover.
        deliveries.end();
        boolean done = within(limit, "sockspan-telemetry-shutdown", () -> closeWithin(limit));
        long lost = ledger.counts().pending;
        watch.abandoned(lost);
        LibraryLog.reportTo(null);
        return done && lost == 0;
    }

    @Override
    public void abort() {
        watch.silence();
        senders.abort();
        LibraryThreads.end(threads);
    }

    /** The SDK waits up to 15 s for its reader and its exporters, so a separate thread shuts it down. */
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
        List<CompletableResultCode> shutdowns = new ArrayList<>(2);
        if (tracers != null) {
            shutdowns.add(tracers.shutdown());
        }
        if (meters != null) {
            shutdowns.add(meters.shutdown());
        }
        for (CompletableResultCode shutdown : shutdowns) {
            shutdown.join(limit.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
