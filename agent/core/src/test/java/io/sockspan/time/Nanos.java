package io.sockspan.time;

import java.util.concurrent.TimeUnit;

/** Spans of time in nanoseconds. */
final class Nanos {
    static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private Nanos() {}
}
