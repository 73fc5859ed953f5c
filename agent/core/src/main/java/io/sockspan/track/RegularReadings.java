package io.sockspan.track;

import io.sockspan.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * Reads what the kernel knows of the open connections, once a minute, for the metrics: a connection of a pool may last for days. Those that
 * are idle are read less often. For the agent's thread.
 */
public final class RegularReadings {
    private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);
    /** A microsecond and some 400 bytes each. Those beyond are read at the end of their phases only. */
    private static final int MOST = 10_000;

    private final Tracker tracker;
    private final Clock clock;
    private final Runnable prepare;
    private long readAt;

    /** @param prepare makes reading possible, if it is not yet; returns at once */
    public RegularReadings(Tracker tracker, Runnable prepare) {
        this.tracker = tracker;
        this.prepare = prepare;
        this.clock = tracker.clock();
        this.readAt = clock.nanos();
    }

    public void runIfDue() {
        long now = clock.nanos();
        if (now - readAt < INTERVAL) {
            return;
        }
        readAt = now;
        // Connections that are all short are never watched, and wait in the accept queue all the same.
        prepare.run();
        int left = MOST;
        for (TrackedSocket connection : tracker.open()) {
            if (left-- <= 0) {
                return;
            }
            if (connection.isReadingDue(now)) {
                connection.readStatistics();
            }
        }
    }
}
