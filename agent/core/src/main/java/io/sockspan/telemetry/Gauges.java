package io.sockspan.telemetry;

import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.TrackedSocket;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The values of the agent's gauges at one moment. Immutable, so that the SDK's thread can read what the agent's thread counted. */
public final class Gauges {
    static final Gauges NONE = new Gauges(0, 0);

    /**
     * A connection that was closed here counts while its state was observed no longer ago than this, in nanoseconds: the kernel may have
     * finished with it since.
     */
    private static final long LATELY = TimeUnit.SECONDS.toNanos(15);

    private final long[][] connections = new long[TcpState.values().length][Role.values().length];
    private final long[] suspects = new long[LeakKind.values().length];
    private final long eventsDropped;
    private final long hookFailures;

    private Gauges(long eventsDropped, long hookFailures) {
        this.eventsDropped = eventsDropped;
        this.hookFailures = hookFailures;
    }

    /**
     * @param followed the open connections, and those that are followed after their close
     * @param suspects how many sockets are suspect now, by kind; kinds without any may be left out
     * @param eventsDropped events that the full queue has refused since the start
     * @param hookFailures exceptions that hooks have swallowed since the start
     * @param now the present time, {@link System#nanoTime()}
     */
    public static Gauges of(
            Iterable<TrackedSocket> followed,
            Map<LeakKind, Integer> suspects,
            long eventsDropped,
            long hookFailures,
            long now) {
        Gauges gauges = new Gauges(eventsDropped, hookFailures);
        for (TrackedSocket connection : followed) {
            if (connection.isOpen() || now - connection.tcp().lastKnownAt() <= LATELY) {
                gauges.connections[connection.tcp().state().ordinal()][
                        connection.role().ordinal()]++;
            }
        }
        suspects.forEach((kind, number) -> gauges.suspects[kind.ordinal()] = number);
        return gauges;
    }

    long connections(TcpState state, Role role) {
        return connections[state.ordinal()][role.ordinal()];
    }

    long suspects(LeakKind kind) {
        return suspects[kind.ordinal()];
    }

    long eventsDropped() {
        return eventsDropped;
    }

    long hookFailures() {
        return hookFailures;
    }
}
