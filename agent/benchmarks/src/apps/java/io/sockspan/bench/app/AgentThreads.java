package io.sockspan.bench.app;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** Threads that are there because of an agent, if one is. */
final class AgentThreads {
    private AgentThreads() {}

    /** The processor time in nanoseconds of those that live, by their names. */
    static long cpu() {
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long id : bean.getAllThreadIds()) {
            ThreadInfo thread = bean.getThreadInfo(id);
            if (thread != null && isAgents(thread.getThreadName())) {
                sum += Math.max(0, bean.getThreadCpuTime(id));
            }
        }
        return sum;
    }

    private static boolean isAgents(String name) {
        return name.startsWith("sockspan")
                || name.startsWith("BatchSpanProcessor")
                || name.startsWith("PeriodicMetricReader")
                || name.startsWith("OkHttp")
                || name.startsWith("otel");
    }
}
