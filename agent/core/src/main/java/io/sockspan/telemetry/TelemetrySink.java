package io.sockspan.telemetry;

import io.sockspan.tcp.Transition;
import io.sockspan.track.SocketObserver;
import io.sockspan.track.TrackedSocket;
import java.time.Duration;

/**
 * Receives what the tracker observes and what the leak detector decides, in order to export it. Every method does nothing unless it is
 * overridden. Called on the agent's thread; only {@link #shutdown} waits, and no longer than its limit.
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

    /** A verdict was reached; its connection is still there. */
    default void accused(LeakSpan accusation) {}

    /**
     * A verdict was retracted because its condition ended. Kind, fingerprint and connection are those of the verdict; the rest may differ.
     */
    default void retracted(LeakSpan accusation) {}

    /** A verdict is over without being retracted. As for {@link #retracted}. */
    default void settled(LeakSpan accusation) {}

    /** A sweep over the open sockets took that many nanoseconds; these are the new gauges. */
    default void swept(long nanos, Gauges gauges) {}

    /**
     * The connection will not be observed any more, although it lasts: the JVM ends, or the agent is detached.
     *
     * @param seenAt when the connection was last known to be in its present state, {@link System#nanoTime()}
     */
    default void cutShort(TrackedSocket connection, long seenAt) {}

    /** That many of these calls were left out for lack of room. */
    default void missed(long calls) {}

    /** Drops the spans that wait for export, to free memory, and counts them. Does not wait; allocates next to nothing. */
    default void shed() {}

    /**
     * Ends exports that take too long, and closes idle connections. To be called a few times a second, or once while nothing else happens;
     * does not wait.
     */
    default void expire() {}

    /** Whether {@link #expire} may find something to do within seconds, so that it has to be called. */
    default boolean isAtWork() {
        return false;
    }

    /**
     * Sends what is there, and ends. Returns when that is done or the time is up; the rest is then done in the background for as long as
     * the JVM runs, or until {@link #abort}.
     *
     * @return whether it finished in time
     */
    default boolean shutdown(Duration limit) {
        return true;
    }

    /** Abandons what {@link #shutdown} left in the background, so that its threads end. Does not wait. */
    default void abort() {}
}
