package io.sockspan.it.truth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * How long the host of this virtual machine has kept its processors from it, since this was created (the steal column of {@code /proc/stat},
 * proc_stat(5)). A thread that wakes up then is neither waiting nor running by the kernel's own account, so the agent takes the kernel's
 * report for newer than it is.
 */
final class StolenTime {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);
    /** More than this at once was never seen, and would hide what a test is to find. */
    static final long MOST = TimeUnit.MILLISECONDS.toNanos(50);

    private final long before = ticks();

    /** In nanoseconds, {@link #MOST} at most. */
    long nanos() {
        return Math.min(MOST, (ticks() - before) * TICK);
    }

    private static long ticks() {
        try {
            String all = Files.readAllLines(Path.of("/proc/stat")).get(0);
            return Long.parseLong(all.trim().split(" +")[8]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
