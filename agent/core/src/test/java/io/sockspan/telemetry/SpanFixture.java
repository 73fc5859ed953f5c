package io.sockspan.telemetry;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.sockspan.tcp.TcpState;
import io.sockspan.time.Clock;
import java.time.Duration;
import java.util.List;

/** Span telling with a clock held in the hand and an exporter that keeps everything. */
final class SpanFixture {
    /** What the wall clock shows at the monotonic zero. */
    static final long EPOCH = 1_700_000_000_000_000_000L;

    final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    final SpanLedger ledger = new SpanLedger();
    final UndeliveredVerdicts undelivered = new UndeliveredVerdicts();
    final ConnectionSpans spans;
    long now;

    private final Clock clock = new Clock() {
        @Override
        public long nanos() {
            return now;
        }

        @Override
        public long epochNanos(long nanos) {
            return EPOCH + nanos;
        }
    };

    SpanFixture() {
        this(1000, 1000, Sampler.parentBased(Sampler.alwaysOn()));
    }

    SpanFixture(int healthyPerSecond, int anomaliesPerSecond, Sampler sampler) {
        TelemetrySettings settings =
                new TelemetrySettings(healthyPerSecond, anomaliesPerSecond, Duration.ofSeconds(1), "test");
        FixedIds ids = new FixedIds();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setIdGenerator(ids)
                .addSpanProcessor(new AccountingSpanProcessor(SimpleSpanProcessor.create(exporter), ledger))
                .build();
        SpanWriter writer = new SpanWriter(provider.get(Telemetry.SCOPE), ids, clock);
        spans = new ConnectionSpans(
                writer,
                new SpanBudget(settings, ledger, now),
                new ConnectionSampling(sampler),
                ledger,
                undelivered,
                settings.slowHandshakeNanos(),
                clock);
    }

    /** Leads a connection into a state at a time and tells it. */
    void to(TrackedSocketFixture connection, TcpState state, long at) {
        now = TrackedSocketFixture.ms(at);
        spans.transitioned(connection.get(), connection.to(state, at));
    }

    /** Ends a connection, which is what exports it. */
    void end(TrackedSocketFixture connection) {
        spans.ended(connection.get());
    }

    List<SpanData> exported() {
        return exporter.getFinishedSpanItems();
    }

    List<String> names() {
        return exported().stream().map(SpanData::getName).toList();
    }

    SpanData only(String name) {
        List<SpanData> found =
                exported().stream().filter(span -> span.getName().equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " spans " + name + " in " + names());
        }
        return found.get(0);
    }

    /** The spans of a trace, its root first. */
    List<SpanData> traceOf(SpanData root) {
        return exported().stream()
                .filter(span -> span.getTraceId().equals(root.getTraceId()))
                .toList();
    }

    static long epochMs(long milliseconds) {
        return EPOCH + TrackedSocketFixture.ms(milliseconds);
    }
}
