package io.sockspan.track;

import io.sockspan.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Reads what the kernel knows of the open connections, once a minute, for the metrics: a connection of a pool may last for days. Those that
 * are idle are read less often. For the agent's thread.
 */
public final class RegularReadings {
    private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);
    /** The most readings at once, which take some microseconds each. Those beyond come first the next time. */
    static final int MOST = 10_000;
    /**
     * As {@link #MOST}, of connections that were read and on which nothing arrives: it may have sent something without an answer. A
     * reading takes about ten times as long as a sweep and its judgement take for one of them.
     */
    static final int MOST_QUIET = 500;

    private final Tracker tracker;
    private final Clock clock;
    private final Runnable prepare;
    private long readAt;
    /** The places among the open connections at which the next time begins. */
    private int begin;

    private int beginQuiet;

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
        List<TrackedSocket> open = tracker.open();
        begin = read(open, connection -> !connection.isReadAndQuiet(), begin, MOST);
        beginQuiet = read(
                open,
                connection -> connection.isReadAndQuiet() && connection.isReadingDue(now),
                beginQuiet,
                MOST_QUIET);
    }

    /** Reads up to that many of those that are due. Returns the place of the next one. */
    private static int read(List<TrackedSocket> open, Predicate<TrackedSocket> isDue, int begin, int most) {
        int size = open.size();
        // Where some have ended meanwhile, as many are passed over this time.
        int first = begin < size ? begin : 0;
        int left = most;
        for (int i = 0; i < size; i++) {
            int index = (first + i) % size;
            TrackedSocket connection = open.get(index);
            if (isDue.test(connection)) {
                if (left-- == 0) {
                    return index;
                }
                connection.readStatistics();
            }
        }
        return first;
    }
}
