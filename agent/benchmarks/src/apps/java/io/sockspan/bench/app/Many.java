package io.sockspan.bench.app;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Opens and closes that many connections from a cold start, half with sockets and half with channels. */
final class Many {
    private Many() {}

    static void main(int connections) throws Exception {
        Workload[] workloads = {new SocketChurn(new Latencies()), new ChannelChurn(new Latencies())};
        long begin = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            workloads[i % 2].once();
        }
        long end = System.nanoTime();
        for (Workload workload : workloads) {
            workload.close();
        }
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        System.out.println(String.format(
                Locale.ROOT,
                "result ops=%d seconds=%.6f cpu=%.6f peak=%d",
                connections,
                (end - begin) / 1e9,
                system.getProcessCpuTime() / 1e9,
                Proc.bytes("VmHWM")));
    }
}
