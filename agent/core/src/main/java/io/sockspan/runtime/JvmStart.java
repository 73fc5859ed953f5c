package io.sockspan.runtime;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** When this JVM began. */
final class JvmStart {
    /** Before the moment from which the JVM counts, there is some start-up, and the wall clock may have been set since. */
    private static final long MARGIN = TimeUnit.SECONDS.toNanos(1);

    private JvmStart() {}

    /** A moment before any socket of this JVM, on {@link System#nanoTime()}'s scale. */
    static long nanoTime() {
        long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
        return System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(uptime) - MARGIN;
    }
}
