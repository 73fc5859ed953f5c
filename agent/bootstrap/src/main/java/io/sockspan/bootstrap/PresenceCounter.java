package io.sockspan.bootstrap;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Publishes whether the agent runs, as one of the JVM's own counters: HotSpot keeps them in a file that the JVM's user and root can read
 * without touching the JVM (see {@code jdk.internal.perf.Perf}). A thread's name would not do, because any application can give the same
 * name to a thread of its own. A counter cannot be removed, so this class keeps it for the agent's next start.
 *
 * <p>Where the JVM keeps no such counters, nothing is published. The installer opens {@code jdk.internal.perf} to this class's module.
 */
final class PresenceCounter {
    /** The command line reads the counter of this name. */
    private static final String NAME = "io.sockspan.agent.running";

    /** Perf's numbers for a counter that can go up and down, and has no unit. */
    private static final int VARIABLE = 3;

    private static final int NO_UNIT = 1;

    /** The counter's place in the JVM's memory; null before the first use, and if this JDK does not support it. */
    private static ByteBuffer counter;

    private PresenceCounter() {}

    static synchronized void publish(boolean isRunning) {
        if (counter == null) {
            counter = AccessController.doPrivileged(new PrivilegedAction<ByteBuffer>() {
                @Override
                public ByteBuffer run() {
                    return create();
                }
            });
        }
        if (counter != null) {
            counter.putLong(0, isRunning ? 1 : 0);
        }
    }

    private static ByteBuffer create() {
        try {
            ByteBuffer created = SystemProperty.isJava8() ? onJava8() : DirectCalls.counter(NAME, VARIABLE, NO_UNIT);
            return created.order(ByteOrder.nativeOrder());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError notOnThisJvm) {
            return null;
        }
    }

    private static ByteBuffer onJava8() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Perf");
        Object perf = type.getMethod("getPerf").invoke(null);
        Method create = type.getMethod("createLong", String.class, int.class, int.class, long.class);
        return (ByteBuffer) create.invoke(perf, NAME, VARIABLE, NO_UNIT, 0L);
    }
}
