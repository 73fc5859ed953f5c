package io.sockspan.runtime;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The process of this JVM. Java 9 and later have {@code java.lang.ProcessHandle} for it; Java 8 needs the module {@code java.management},
 * which a runtime made by jlink may lack.
 */
final class ThisProcess {
    /** Some start-up precedes the moment from which the JVM counts, and the wall clock may have been set since. */
    private static final long MARGIN = TimeUnit.SECONDS.toNanos(1);

    private ThisProcess() {}

    /** The process id; {@code 0} if nothing reports it. */
    static String id() {
        try {
            return String.valueOf(
                    Class.forName("java.lang.ProcessHandle").getMethod("pid").invoke(handle()));
        } catch (ReflectiveOperationException java8) {
            return idByName();
        }
    }

    /** From the name of the runtime, {@code 4711@host}. */
    private static String idByName() {
        try {
            return ManagementFactory.getRuntimeMXBean().getName().split("@", 2)[0];
        } catch (LinkageError noSuchModule) {
            return "0";
        }
    }

    /** A moment before any socket of this JVM was opened, on {@link System#nanoTime()}'s scale. */
    static long startNanos() {
        return System.nanoTime() - uptimeNanos() - MARGIN;
    }

    private static long uptimeNanos() {
        try {
            // Not by the wall clock, which may have been set meanwhile.
            return TimeUnit.MILLISECONDS.toNanos(
                    ManagementFactory.getRuntimeMXBean().getUptime());
        } catch (LinkageError noSuchModule) {
            return Math.max(0, System.currentTimeMillis() - startMillis()) * 1_000_000;
        }
    }

    private static long startMillis() {
        try {
            Method info = Class.forName("java.lang.ProcessHandle").getMethod("info");
            Method start = Class.forName("java.lang.ProcessHandle$Info").getMethod("startInstant");
            Optional<?> instant = (Optional<?>) start.invoke(info.invoke(handle()));
            return instant.map(at -> ((Instant) at).toEpochMilli()).orElse(0L);
        } catch (ReflectiveOperationException java8) {
            return 0;
        }
    }

    private static Object handle() throws ReflectiveOperationException {
        return Class.forName("java.lang.ProcessHandle").getMethod("current").invoke(null);
    }
}
