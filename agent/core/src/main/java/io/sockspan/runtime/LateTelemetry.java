package io.sockspan.runtime;

import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import io.sockspan.telemetry.Gauges;
import io.sockspan.telemetry.LeakSpan;
import io.sockspan.telemetry.TelemetrySink;
import io.sockspan.track.NameLookup;
import io.sockspan.track.TlsNegotiation;
import io.sockspan.track.TrackedSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Telemetry that starts with the application's first socket, on a thread of its own. Loading its libraries takes up to a second of
 * processor time: an application without sockets does not pay it, and an application with sockets does not wait for it. Calls before it has
 * started are kept for it.
 */
final class LateTelemetry implements TelemetrySink {
    /** The name of the thread that starts it. */
    static final String STARTER = "sockspan-telemetry-start";
    /** Telemetry whose threads die again and again is not restarted more often than this. */
    private static final long RESTART_PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final AgentThreads threads;
    private final Supplier<TelemetrySink> starter;
    private final EarlyCalls early = new EarlyCalls();
    private volatile TelemetrySink started = early;
    private TelemetrySink sink = early;
    private Thread starting;
    private long restartedAt = System.nanoTime() - RESTART_PAUSE;
    /** Whether it was shut down before it had started. Written by the agent's thread, guarded by this together with {@link #started}. */
    private boolean isOver;

    /** @param starter called once, on a thread of its own */
    LateTelemetry(AgentThreads threads, Supplier<TelemetrySink> starter) {
        this.threads = threads;
        this.starter = starter;
    }

    /** Begins to start telemetry. Returns at once. */
    void start() {
        if (starting == null) {
            Thread thread = new Thread(threads, this::run, STARTER);
            thread.setDaemon(true);
            // May fail for lack of memory or threads; LazyStart tries again.
            thread.start();
            starting = thread;
        }
    }

    private void run() {
        TelemetrySink result = TelemetrySink.NONE;
        try {
            result = starter.get();
        } finally {
            publish(result);
        }
    }

    /** What starts after the shutdown has threads that nobody else would end. */
    private void publish(TelemetrySink result) {
        boolean tooLate;
        synchronized (this) {
            started = result;
            tooLate = isOver;
        }
        if (tooLate) {
            result.shutdown(Duration.ZERO);
            result.abort();
        }
    }

    boolean isBegun() {
        return starting != null;
    }

    /** Whether it has begun to start, and may still succeed. */
    boolean isStarting() {
        return starting != null && started == early;
    }

    /** Waits until the start has ended, if it has begun. */
    void await(Duration limit) {
        if (starting != null) {
            try {
                starting.join(Math.max(1, limit.toMillis()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private TelemetrySink sink() {
        TelemetrySink now = started;
        if (sink != now) {
            sink = now;
            early.replayTo(now);
        }
        return now;
    }

    @Override
    public void transitioned(TrackedSocket connection, Transition transition) {
        sink().transitioned(connection, transition);
    }

    @Override
    public void read(TrackedSocket connection, TcpStatistics before, TcpStatistics now) {
        sink().read(connection, before, now);
    }

    @Override
    public void connectFailed(TrackedSocket connection) {
        sink().connectFailed(connection);
    }

    @Override
    public void lookedUp(TrackedSocket connection, NameLookup lookup) {
        sink().lookedUp(connection, lookup);
    }

    @Override
    public void negotiated(TrackedSocket connection, TlsNegotiation negotiation) {
        sink().negotiated(connection, negotiation);
    }

    @Override
    public void ended(TrackedSocket connection) {
        sink().ended(connection);
    }

    @Override
    public boolean wantsEnd(TrackedSocket connection) {
        return sink().wantsEnd(connection);
    }

    @Override
    public void accused(LeakSpan accusation) {
        sink().accused(accusation);
    }

    @Override
    public void retracted(LeakSpan accusation) {
        sink().retracted(accusation);
    }

    @Override
    public void settled(LeakSpan accusation) {
        sink().settled(accusation);
    }

    @Override
    public void swept(long nanos, Gauges gauges) {
        sink().swept(nanos, gauges);
    }

    @Override
    public void cutShort(TrackedSocket connection, long seenAt) {
        sink().cutShort(connection, seenAt);
    }

    @Override
    public void missed(long calls) {
        sink().missed(calls);
    }

    @Override
    public void shed() {
        sink().shed();
    }

    /**
     * Also restarts telemetry after one of its threads has died, such as of an OutOfMemoryError, because nothing would be exported any
     * more.
     */
    @Override
    public void expire() {
        if (isBegun() && !isStarting() && System.nanoTime() - restartedAt >= RESTART_PAUSE && threads.hasAnyDied()) {
            restartedAt = System.nanoTime();
            TelemetrySink broken = sink();
            started = early;
            sink = early;
            starting = null;
            broken.shutdown(Duration.ZERO);
            broken.abort();
            start();
        }
        sink().expire();
    }

    @Override
    public boolean isAtWork() {
        return isStarting() || sink().isAtWork();
    }

    /** Telemetry that is still starting is shut down and aborted by the thread that starts it, as soon as it has started. */
    @Override
    public boolean shutdown(Duration limit) {
        synchronized (this) {
            isOver = started == early;
        }
        return isOver || sink().shutdown(limit);
    }

    @Override
    public void abort() {
        if (!isOver) {
            sink().abort();
        }
    }
}
