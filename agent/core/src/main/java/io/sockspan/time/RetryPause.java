package io.sockspan.time;

import java.util.concurrent.TimeUnit;

/**
 * Says when to try again what has failed for lack of a thread. The pause doubles with each failure, because the JVM prints a warning on
 * stdout each time that it cannot create a thread (from Java 11 on). Times are {@link System#nanoTime()}. For one thread.
 */
public final class RetryPause {
    static final long FIRST = TimeUnit.SECONDS.toNanos(1);
    static final long LONGEST = TimeUnit.MINUTES.toNanos(10);

    /** Zero unless the last try failed. */
    private long pause;

    private long failedAt;

    /** Whether a try is due. */
    public boolean isOver(long now) {
        return pause == 0 || now - failedAt >= pause;
    }

    /** Whether the last try failed. */
    public boolean hasFailed() {
        return pause > 0;
    }

    /** A try has failed. */
    public void failed(long now) {
        pause = pause == 0 ? FIRST : Math.min(LONGEST, 2 * pause);
        failedAt = now;
    }

    /** A try has succeeded; the pause is short again if a later one fails. */
    public void succeeded() {
        pause = 0;
    }
}
