package io.sockspan.bench.app;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What some threads have used since they began. */
final class ThreadSample {
    private long cpu;
    private long allocated;
    private boolean known = true;

    ThreadSample(Iterable<Thread> threads) {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Thread thread : threads) {
            long used = bean.getThreadCpuTime(thread.getId());
            // Of virtual threads the JVM reports nothing.
            known &= used >= 0;
            cpu += used;
            allocated += bean.getThreadAllocatedBytes(thread.getId());
        }
    }

    /** The difference, as {@code  name=value name=value} with a space before; empty if the JVM does not know. */
    String since(ThreadSample before) {
        return known && before.known
                ? String.format(
                        Locale.ROOT,
                        " workload.cpu=%.6f allocated=%d",
                        (cpu - before.cpu) / 1e9,
                        allocated - before.allocated)
                : "";
    }
}
