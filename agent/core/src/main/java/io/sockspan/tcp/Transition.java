package io.sockspan.tcp;

import io.sockspan.time.Times;

/**
 * One change of a connection's state, with its source. Immutable.
 *
 * <p>Times are {@link System#nanoTime()} values. The transition happened not before {@link #earliest} and not after {@link #latest}. The
 * two are equal if its time is exactly known.
 */
public final class Transition {
    public final TcpState from;
    public final TcpState to;
    public final long earliest;
    public final long latest;
    public final Evidence evidence;

    public Transition(TcpState from, TcpState to, long earliest, long latest, Evidence evidence) {
        if (Times.isBefore(latest, earliest)) {
            throw new IllegalArgumentException("latest is before earliest: " + from + " -> " + to);
        }
        this.from = from;
        this.to = to;
        this.earliest = earliest;
        this.latest = latest;
        this.evidence = evidence;
    }

    /** The time from {@link #earliest} to {@link #latest}, in nanoseconds. */
    public long uncertainty() {
        return latest - earliest;
    }

    /** Whether a connect ended without a connection: the peer refused it, or nobody answered. */
    public boolean isFailedConnect() {
        return from == TcpState.SYN_SENT && to == TcpState.CLOSED;
    }

    @Override
    public String toString() {
        return from + " -> " + to + " (" + evidence.label() + ", within " + uncertainty() + " ns)";
    }
}
