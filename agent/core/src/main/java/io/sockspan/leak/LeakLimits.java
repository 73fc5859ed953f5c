package io.sockspan.leak;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long each condition may last before it is held against the socket. Immutable. */
public final class LeakLimits {
    /** The limit of a kind that is not looked for. */
    public static final long OFF = Long.MAX_VALUE;

    private final long[] nanos;
    private final long pooled;
    private final int descriptorPercent;

    private LeakLimits(Builder builder) {
        nanos = new long[LeakKind.values().length];
        for (LeakKind kind : LeakKind.values()) {
            nanos[kind.ordinal()] = builder.nanos.getOrDefault(kind, OFF);
        }
        pooled = builder.pooled;
        descriptorPercent = builder.descriptorPercent;
    }

    /** The limits that hold where the user says nothing. */
    public static LeakLimits defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Nanoseconds, or {@link #OFF}. For {@link LeakKind#DESCRIPTORS}, which is about a number and not about a time, zero or
     * {@link #OFF}; see {@link #descriptorPercent()}.
     */
    public long of(LeakKind kind) {
        return nanos[kind.ordinal()];
    }

    /** The limit of {@link LeakKind#CLOSE_WAIT} for idle connections of a known pool, in nanoseconds, or {@link #OFF}. */
    public long pooled() {
        return pooled;
    }

    /** From which share of the process's descriptors on, in percent, {@link LeakKind#DESCRIPTORS} is reported. */
    public int descriptorPercent() {
        return descriptorPercent;
    }

    /** Collects limits; not thread-safe. */
    public static final class Builder {
        private final Map<LeakKind, Long> nanos = new EnumMap<>(LeakKind.class);
        private long pooled = TimeUnit.MINUTES.toNanos(10);
        private int descriptorPercent = 80;

        private Builder() {
            limit(LeakKind.CLOSE_WAIT, TimeUnit.SECONDS.toNanos(10));
            limit(LeakKind.UNREAD, TimeUnit.SECONDS.toNanos(30));
            limit(LeakKind.UNSENT, TimeUnit.SECONDS.toNanos(60));
            limit(LeakKind.DROPPED, 0);
            limit(LeakKind.NEVER_CONNECTED, TimeUnit.SECONDS.toNanos(30));
            limit(LeakKind.UNRELEASED, TimeUnit.SECONDS.toNanos(10));
            limit(LeakKind.HALF_CLOSED, TimeUnit.SECONDS.toNanos(60));
            limit(LeakKind.CONNECTING, TimeUnit.SECONDS.toNanos(10));
            limit(LeakKind.BACKLOG, TimeUnit.SECONDS.toNanos(5));
            limit(LeakKind.INHERITED, TimeUnit.SECONDS.toNanos(10));
            limit(LeakKind.DESCRIPTORS, 0);
        }

        /**
         * Accuses sockets of that kind after so many nanoseconds; never if they are {@link LeakLimits#OFF}. What was dropped is reported
         * at once, whatever the number.
         */
        public Builder limit(LeakKind kind, long limit) {
            if (limit < 0) {
                throw new IllegalArgumentException("negative limit for " + kind.label() + ": " + limit);
            }
            nanos.put(kind, kind == LeakKind.DROPPED && limit != OFF ? 0 : limit);
            return this;
        }

        /** Remarks on idle connections of known pools that their peer closed that many nanoseconds ago; never if {@link LeakLimits#OFF}. */
        public Builder pooled(long limit) {
            if (limit < 0) {
                throw new IllegalArgumentException("negative limit for pooled connections: " + limit);
            }
            pooled = limit;
            return this;
        }

        public Builder off(LeakKind kind) {
            return limit(kind, OFF);
        }

        /** @param percent 1 to 100 */
        public Builder descriptorPercent(int percent) {
            if (percent < 1 || percent > 100) {
                throw new IllegalArgumentException("not a percentage from 1 to 100: " + percent);
            }
            descriptorPercent = percent;
            return this;
        }

        public LeakLimits build() {
            return new LeakLimits(this);
        }
    }
}
