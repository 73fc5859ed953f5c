package io.sockspan.runtime;

import io.sockspan.tcp.Transition;
import io.sockspan.telemetry.Gauges;
import io.sockspan.telemetry.LeakSpan;
import io.sockspan.telemetry.Telemetry;
import io.sockspan.track.SocketObserver;
import io.sockspan.track.TrackedSocket;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Telemetry that is started when the first socket is seen, on a thread of its own, because loading its libraries takes up to a second
 * of processor time: an application without sockets never pays for it, and one with them does not wait.
 */
final class LateTelemetry implements SocketObserver {
    private final ThreadGroup threads;
    private final Supplier<Telemetry> starter;
    private volatile Telemetry telemetry;
    private Thread starting;

    LateTelemetry(ThreadGroup threads, Supplier<Telemetry> starter) {
        this.threads = threads;
        this.starter = starter;
    }

    /** Begins to start it. Returns at once. */
    void start() {
        if (starting == null) {
            starting = new Thread(threads, () -> telemetry = starter.get(), "sockspan-telemetry-start");
            starting.setDaemon(true);
            starting.start();
        }
    }

    /** Whether it has begun to start, and may still succeed. */
    boolean isStarting() {
        return telemetry == null && starting != null && starting.isAlive();
    }

    boolean isStarted() {
        return starting != null;
    }

    /** Waits for its start to come to an end, if it has begun. */
    void await(Duration limit) {
        if (starting != null) {
            try {
                starting.join(limit.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void transitioned(TrackedSocket connection, Transition transition) {
        Telemetry ready = telemetry;
        if (ready != null) {
            ready.transitioned(connection, transition);
        }
    }

    @Override
    public void connectFailed(TrackedSocket connection) {
        Telemetry ready = telemetry;
        if (ready != null) {
            ready.connectFailed(connection);
        }
    }

    @Override
    public void ended(TrackedSocket connection) {
        Telemetry ready = telemetry;
        if (ready != null) {
            ready.ended(connection);
        }
    }

    @Override
    public boolean wantsEnd(TrackedSocket connection) {
        Telemetry ready = telemetry;
        return ready != null && ready.wantsEnd(connection);
    }

    void accused(LeakSpan accusation) {
        Telemetry ready = telemetry;
        if (ready != null) {
            ready.accused(accusation);
        }
    }

    void retracted(LeakSpan accusation) {
        Telemetry ready = telemetry;
        if (ready != null) {
            ready.retracted(accusation);
        }
    }

    void swept(long duration, Gauges gauges) {
        Telemetry ready = telemetry;
        if (ready != null) {
            ready.swept(duration);
            ready.publish(gauges);
        }
    }

    void cutShort(Iterable<TrackedSocket> connections, long seenAt) {
        Telemetry ready = telemetry;
        if (ready != null) {
            for (TrackedSocket connection : connections) {
                ready.cutShort(connection, seenAt);
            }
        }
    }

    /** See {@link Telemetry#expire}. */
    void expire() {
        Telemetry ready = telemetry;
        if (ready != null) {
            ready.expire();
        }
    }

    /** Ends what {@link #shutdown} has left behind. */
    void abort() {
        Telemetry ready = telemetry;
        if (ready != null) {
            ready.abort();
        }
    }

    void shutdown(Duration limit) {
        Telemetry ready = telemetry;
        if (ready != null) {
            ready.shutdown(limit);
        }
    }
}
