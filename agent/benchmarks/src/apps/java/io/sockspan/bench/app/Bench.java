package io.sockspan.bench.app;

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
        Meter meter = new Meter(Double.parseDouble(args[1]), Double.parseDouble(args[2]));
        int threads = Integer.parseInt(args[3]);
        for (int i = 0; i < threads; i++) {
            Latencies latencies = new Latencies();
            meter.add(maker.make(latencies), latencies);
        }
        System.out.println("result " + meter.run());
    }
}
