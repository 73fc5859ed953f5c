package io.sockspan.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/** The time by which something must end. Immutable. */
public final class Deadline {
    /** Keeps the sum comparable with {@link System#nanoTime()}. */
    private static final long LONGEST = Long.MAX_VALUE / 4;

    private final long allowed;
    private final long end;

    private Deadline(long allowed, long end) {
        this.allowed = allowed;
        this.end = end;
    }

    /** The deadline that many nanoseconds from now. */
    public static Deadline in(long nanos) {
        long allowed = Math.min(nanos, LONGEST);
        return new Deadline(allowed, System.nanoTime() + allowed);
    }

    /** The time left in nanoseconds; 0 or less after the deadline. */
    public long remaining() {
        return end - System.nanoTime();
    }

    boolean isOver(long now) {
        return end - now <= 0;
    }

    /**
     * The time left, in the unit of socket timeouts.
     *
     * @return milliseconds, 1 or more
     * @throws SocketTimeoutException if no time is left
     */
    int millis() throws IOException {
        long remaining = remaining();
        if (remaining <= 0) {
            throw missed();
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(remaining)));
    }

    SocketTimeoutException missed() {
        return new SocketTimeoutException("no answer within " + TimeUnit.NANOSECONDS.toMillis(allowed) + " ms");
    }
}
