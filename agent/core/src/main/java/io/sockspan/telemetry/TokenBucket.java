package io.sockspan.telemetry;

/** Admits a fixed number of things each second, and after a quiet second that many at once. For one thread. */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private double tokens;
    private long filledAt;

    TokenBucket(int perSecond, long now) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.filledAt = now;
    }

    /** Whether one more would be admitted now; takes no token. */
    boolean hasAny(long now) {
        long elapsed = now - filledAt;
        if (elapsed > 0) {
            tokens = Math.min(perSecond, tokens + elapsed * perSecond / NANOS_PER_SECOND);
            filledAt = now;
        }
        return tokens >= 1;
    }

    boolean tryTake(long now) {
        if (!hasAny(now)) {
            return false;
        }
        tokens--;
        return true;
    }
}
