package io.sockspan.time;

/** The source of time, which tests replace. For all threads. */
public interface Clock {
    /** The monotonic time in nanoseconds, comparable with the times of the recorder ({@link System#nanoTime()}). */
    long nanos();

    /** The wall-clock time of a monotonic time, in nanoseconds since 1970. */
    long epochNanos(long nanos);
}
