package io.sockspan.bench.app;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What this process has done and used since it began. */
final class Sample {
    private final long at = System.nanoTime();
    private final long operations;
    private final long cpu;
    private final long agentCpu;
    private final double compilersCpu;
    private final long collections;
    private final int liveThreads;

    /** @param operations how many were done */
    Sample(long operations) {
        this.operations = operations;
        cpu = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        agentCpu = AgentThreads.cpu();
        compilersCpu = Proc.cpu("C[12] CompilerThre");
        long sum = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            sum += Math.max(0, collector.getCollectionTime());
        }
        collections = sum;
        liveThreads = ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** The difference, as {@code name=value name=value}. */
    String since(Sample before) {
        return String.format(
                Locale.ROOT,
                "ops=%d seconds=%.6f cpu=%.6f agent.cpu=%.6f compilers.cpu=%.2f gc=%.3f threads=%d",
                operations - before.operations,
                (at - before.at) / 1e9,
                (cpu - before.cpu) / 1e9,
                (agentCpu - before.agentCpu) / 1e9,
                compilersCpu - before.compilersCpu,
                (collections - before.collections) / 1e3,
                liveThreads);
    }
}
