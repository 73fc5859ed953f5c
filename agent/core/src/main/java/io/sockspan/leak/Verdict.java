package io.sockspan.leak;

import io.sockspan.track.TrackedSocket;

/** One accusation of one socket (of the whole process for {@link LeakKind#DESCRIPTORS}). Times are in nanoseconds. Immutable. */
public final class Verdict {
    public final LeakKind kind;
    /** The group it belongs to: eight hexadecimal digits, see {@link Suspect#fingerprint}. */
    public final String fingerprint;
    /** The accused, to be read on the agent's thread; null for {@link LeakKind#DESCRIPTORS}. */
    public final TrackedSocket connection;
    /** The library in whose pool the connection lies, so that this is a remark and no suspicion; null if there is none. */
    public final String pool;
    /** When the condition began at the latest, {@link System#nanoTime()}. */
    public final long since;
    /** The limit that was passed; 0 where none applies. */
    public final long limit;
    /** When the verdict was reached, {@link System#nanoTime()}. */
    public final long at;
    /** Whether it rests on a TCP state that nobody saw but that follows from the protocol. */
    public final boolean inferred;

    Verdict(
            LeakKind kind,
            String fingerprint,
            TrackedSocket connection,
            String pool,
            long since,
            long limit,
            long at,
            boolean inferred) {
        this.kind = kind;
        this.fingerprint = fingerprint;
        this.connection = connection;
        this.pool = pool;
        this.since = since;
        this.limit = limit;
        this.at = at;
        this.inferred = inferred;
    }

    /** The accused's id, or 0 for {@link LeakKind#DESCRIPTORS}. */
    public long connectionId() {
        return connection == null ? 0 : connection.id();
    }

    /** Whether this is only worth mention: nothing is expected to be wrong in the application's code. */
    public boolean isRemark() {
        return pool != null;
    }

    @Override
    public String toString() {
        return kind.label() + (inferred ? "? " : " ") + fingerprint + " of " + connectionId();
    }
}
