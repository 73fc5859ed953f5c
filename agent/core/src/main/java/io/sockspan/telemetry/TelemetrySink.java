package io.sockspan.telemetry;

import io.sockspan.tcp.Transition;
import io.sockspan.track.SocketObserver;
import io.sockspan.track.TrackedSocket;
import java.time.Duration;

/**
 * Takes what the tracker observes and what the leak detector decides, to export it. Every method does nothing unless it is overridden. Called on
 * the agent's thread; only {@link #shutdown} waits, and not longer than it is told to.
 */
public interface TelemetrySink extends SocketObserver {
    /** Exports nothing. */
    TelemetrySink NONE = new TelemetrySink() {};

    @Override
    default void transitioned(TrackedSocket connection, Transition transition) {}

    @Override
    default void connectFailed(TrackedSocket connection) {}

    @Override
    default void ended(TrackedSocket connection) {}

    /** A verdict was reached while its connection is still there. */
    default void accused(LeakSpan accusation) {}

    /** A verdict is taken back because it ended well. Kind, fingerprint and connection are those of the verdict; the rest may differ. */
    default void retracted(LeakSpan accusation) {}

    /** A sweep over the open sockets took that many nanoseconds; these are the gauges from now on. */
    default void swept(long nanos, Gauges gauges) {}

    /**
     * Nothing more will be seen of that connection, although it lasts: the JVM ends, or the agent is detached.
     *
     * @param seenAt when the connection was last known to be in its present state, {@link System#nanoTime()}
     */
    default void cutShort(TrackedSocket connection, long seenAt) {}

    /** That many of these calls were left out, because there was no room for them. */
    default void missed(long calls) {}

    /** Drops what waits for export, to free memory, and counts it. Does not wait; allocates next to nothing. */
    default void shed() {}

    /** Ends exports that take too long, and closes connections that are idle. To be called some times a second; does not wait. */
    default void expire() {}

    /**
     * Sends what is there and ends. Returns when that is done or the time is over; the rest is then done in the background as long as the JVM
     * lives, or until {@link #abort}.
     *
     * @return whether it was done in time
     */
    default boolean shutdown(Duration limit) {
        return true;
    }

    /** Gives up what {@link #shutdown} has left in the background, so that its threads end. Does not wait. */
    default void abort() {}
}
