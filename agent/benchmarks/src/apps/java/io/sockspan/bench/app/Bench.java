package io.sockspan.bench.app;

import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/** Runs one workload: {@code Bench NAME [ARGUMENT ...]}. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "hello":
                System.out.println("result main=" + System.currentTimeMillis() / 1e3);
                break;
            case "first-connect":
                FirstConnect.main();
                break;
            case "churn-sockets":
                measure(args, SocketChurn::new);
                break;
            case "churn-channels":
                measure(args, ChannelChurn::new);
                break;
            case "churn-tls":
                measure(args, TlsChurn::new);
                break;
            case "churn-virtual":
                measureOnVirtualThreads(args, SocketChurn::new);
                break;
            case "ping-pong":
                measure(args, PingPong::new);
                break;
            case "bulk":
                measure(args, Bulk::new);
                break;
            case "hold":
                Hold.main(Integer.parseInt(args[1]), Double.parseDouble(args[2]));
                break;
            case "many":
                Many.main(Integer.parseInt(args[1]));
                break;
            case "pool":
                Pool.main();
                break;
            case "http":
                Http.main();
                break;
            default:
                throw new IllegalArgumentException("no workload " + args[0]);
        }
    }

    private interface Maker {
        Workload make(Latencies latencies) throws Exception;
    }

    /** The arguments are seconds of warm-up, seconds measured, and how many threads run the workload, each for itself. */
    private static void measure(String[] args, Maker maker) throws Exception {
        measure(args, maker, Thread::new, Latencies::new);
    }

    /** The same. Latencies would be mostly those of waiting for a processor, and those of many threads would fill the heap. */
    private static void measureOnVirtualThreads(String[] args, Maker maker) throws Exception {
        measure(args, maker, VirtualThreads.factory(), () -> new Latencies(0));
    }

    private static void measure(String[] args, Maker maker, ThreadFactory threads, Supplier<Latencies> supplier)
            throws Exception {
        Meter meter = new Meter(Double.parseDouble(args[1]), Double.parseDouble(args[2]), threads);
        int count = Integer.parseInt(args[3]);
        for (int i = 0; i < count; i++) {
            Latencies latencies = supplier.get();
            meter.add(maker.make(latencies), latencies);
        }
        System.out.println("result " + meter.run());
    }
}
