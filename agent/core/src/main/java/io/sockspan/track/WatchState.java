package io.sockspan.track;

/** How the kernel's watch treats a connection. */
enum WatchState {
    /** Not watched: too young, or it cannot be. */
    NONE,
    /** Watched, and nothing has arrived on it: the kernel reports the first bytes too. */
    QUIET,
    /** Watched. Bytes wait or arrive now and then, and are not reported. */
    ACTIVE,
    /** Not watched for the time being, because bytes arrive all the time: each arrival would cost its reader a little. */
    BUSY
}
