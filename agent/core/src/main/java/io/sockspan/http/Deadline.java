package io.sockspan.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/** A moment by which something must be over. Immutable. */
public final class Deadline {
    /** Keeps the sum with a {@link System#nanoTime()} comparable. */
    private static final long LONGEST = Long.MAX_VALUE / 4;

    private final long allowed;
    private final long end;

    private Deadline(long allowed, long end) {
        this.allowed = allowed;
        this.end = end;
    }

    /** From now on, that many nanoseconds. */
    public static Deadline in(long nanos) {
        long allowed = Math.min(nanos, LONGEST);
        return new Deadline(allowed, System.nanoTime() + allowed);
    }

    /** What is left, in nanoseconds; 0 or less when it is over. */
    public long remaining() {
        return end - System.nanoTime();
    }

    boolean isOver(long now) {
        return end - now <= 0;
    }

    /**
     * What is left, as a socket takes it.
     *
     * @return milliseconds, 1 or more
     * @throws SocketTimeoutException if nothing is left
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
