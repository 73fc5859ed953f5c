package io.sockspan.track;

/** Time, so that tests can hold it in their hands. */
public interface Clock {
    /** Monotonic nanoseconds, comparable with the recorder's. */
    long nanos();

    /** The wall-clock time of a monotonic time, in nanoseconds since 1970. */
    long epochNanos(long nanos);
}
