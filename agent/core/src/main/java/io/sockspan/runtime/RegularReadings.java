package io.sockspan.runtime;

import io.sockspan.track.Clock;
import io.sockspan.track.TrackedSocket;
import io.sockspan.track.Tracker;
import java.util.concurrent.TimeUnit;

/**
 * Reads what the kernel knows of the open connections, once a minute, for the metrics: a connection of a pool may last for days. For the
 * agent's thread.
 */
final class RegularReadings {
    private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);
    /** A microsecond and some 400 bytes each. Those beyond are read at the end of their phases only. */
    private static final int MOST = 10_000;

    private final Tracker tracker;
    private final Clock clock;
    private long readAt;

    RegularReadings(Tracker tracker) {
        this.tracker = tracker;
        this.clock = tracker.clock();
        this.readAt = clock.nanos();
    }

    void runIfDue() {
        long now = clock.nanos();
        if (now - readAt < INTERVAL) {
            return;
        }
        readAt = now;
        int left = MOST;
        for (TrackedSocket connection : tracker.open()) {
            if (left-- <= 0) {
                return;
            }
            connection.readStatistics();
        }
    }
}
