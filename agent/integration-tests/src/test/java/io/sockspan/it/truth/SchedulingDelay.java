package io.sockspan.it.truth;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a thread that is due has to wait for a processor: sleeps a millisecond over and over until it is closed, and notes by how much
 * it woke up late. What disturbs this thread disturbs the calls of the JVM beside it as well.
 */
final class SchedulingDelay implements AutoCloseable {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    private final Thread thread = new Thread(this::measure, "scheduling-delay");
    private volatile boolean closed;
    /** Written by the thread, read after it has ended. */
    private long[] delays = new long[4_096];

    private int count;

    SchedulingDelay() {
        thread.setDaemon(true);
        thread.start();
    }

    private void measure() {
        while (!closed) {
            long begin = System.nanoTime();
            LockSupport.parkNanos(PAUSE);
            if (count == delays.length) {
                delays = Arrays.copyOf(delays, 2 * count);
            }
            delays[count++] = Math.max(0, System.nanoTime() - begin - PAUSE);
        }
    }

    /** The delay at the 99th percentile, in nanoseconds; ends the measurement. */
    long at99() {
        close();
        long[] sorted = Arrays.copyOf(delays, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[count - 1 - count / 100];
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
