package io.sockspan.telemetry;

import io.sockspan.leak.LeakKind;
import io.sockspan.track.TrackedSocket;

/** A verdict as it is exported. Immutable. */
public final class LeakSpan {
    public final LeakKind kind;
    public final String fingerprint;
    public final TrackedSocket connection;
    public final long since;
    public final long limit;
    public final long count;
    public final String detail;

    /**
     * @param connection null for {@link LeakKind#DESCRIPTORS}, which concerns no single socket
     * @param since when the condition began at the latest, {@link System#nanoTime()}
     * @param limit the limit that was passed, in nanoseconds; 0 where none applies
     * @param count how many sockets are suspect under this fingerprint now, this one included
     * @param detail one more fact in words, or null
     */
    public LeakSpan(
            LeakKind kind,
            String fingerprint,
            TrackedSocket connection,
            long since,
            long limit,
            long count,
            String detail) {
        this.kind = kind;
        this.fingerprint = fingerprint;
        this.connection = connection;
        this.since = since;
        this.limit = limit;
        this.count = count;
        this.detail = detail;
    }
}
