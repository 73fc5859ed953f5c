package io.sockspan.telemetry;

import io.sockspan.leak.LeakKind;
import io.sockspan.track.TrackedSocket;

/** One verdict on one socket, as it is told. Immutable. */
public final class LeakSpan {
    final LeakKind kind;
    final String fingerprint;
    final TrackedSocket connection;
    final long since;
    final long limit;
    final long count;
    final String detail;

    /**
     * @param connection null for {@link LeakKind#DESCRIPTORS}, which accuses no single socket
     * @param since when the condition began at the latest, {@link System#nanoTime()}
     * @param limit the limit that was passed, in nanoseconds; 0 where none applies
     * @param count how many were accused under this fingerprint so far, this one included
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
