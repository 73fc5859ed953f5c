package io.sockspan.bench;

import static io.sockspan.bench.Measure.*;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A workload of {@code io.sockspan.bench.app.Bench}, and what is to be learnt from it. */
enum Scenario {
    CHURN_SOCKETS("churn-sockets", Shape.WINDOW, churn()),
    CHURN_CHANNELS("churn-channels", Shape.WINDOW, churn()),
    /** The first twelve seconds of a JVM, with all that the JIT has to compile then. */
    CHURN_COLD("churn-cold", Shape.COLD, List.of(THROUGHPUT, CPU, COMPILERS, AGENT_IN_ALL)),
    /** With a TLS handshake over each connection, which costs much more than the connection. */
    CHURN_TLS("churn-tls", Shape.WINDOW, List.of(THROUGHPUT, CPU, WITHOUT, HOOKS, AGENT, ALLOCATED)),
    /** On virtual threads, many for each processor; needs JDK 21. */
    CHURN_VIRTUAL("churn-virtual", Shape.VIRTUAL, List.of(THROUGHPUT, CPU, WITHOUT, AGENT)),
    PING_PONG("ping-pong", Shape.WINDOW, List.of(THROUGHPUT, CPU, WITHOUT)),
    BULK("bulk", Shape.WINDOW, List.of(THROUGHPUT, CPU, WITHOUT)),
    /** A connection for each request. */
    HTTP_CLOSE("http-close", Shape.HTTP, http()),
    /** A connection for as many requests as the server allows on one: a hundred. */
    HTTP_KEEP_ALIVE("http-keep-alive", Shape.HTTP, http()),
    HELLO("hello", Shape.ONCE, List.of(TO_MAIN, WALL, START_CPU)),
    FIRST_CONNECT("first-connect", Shape.ONCE, List.of(TO_MAIN, TO_CONNECTED, FIRST_SOCKET, WALL, START_CPU)),
    /** Where a control group allows the process one processor, or a part of one. */
    FIRST_CONNECT_ON_1("first-connect-1", Shape.QUOTA, List.of(FIRST_SOCKET)),
    FIRST_CONNECT_ON_HALF("first-connect-0.5", Shape.QUOTA, List.of(FIRST_SOCKET)),
    FIRST_CONNECT_ON_A_FIFTH("first-connect-0.2", Shape.QUOTA, List.of(FIRST_SOCKET)),
    FIRST_CONNECT_ON_A_TENTH("first-connect-0.1", Shape.QUOTA, List.of(FIRST_SOCKET)),
    /** HikariCP, which waits a second for a connection, and a database outside of the control group. */
    POOL_ON_A_TENTH("pool-0.1", Shape.POOL, List.of(STARTED, STARTED_WITHOUT, FIRST_QUERY)),
    HOLD_1000("hold-1000", Shape.HOLD, hold()),
    HOLD_10000("hold-10000", Shape.HOLD, hold()),
    /** As many as fit into the usual hard limit of 20,000 descriptors. */
    HOLD_19800("hold-19800", Shape.HOLD, hold()),
    MANY_24000("many-24000", Shape.COUNT, many()),
    MANY_100000("many-100000", Shape.COUNT, many()),
    MANY_200000("many-200000", Shape.COUNT, many());

    private enum Shape {
        WINDOW,
        COLD,
        VIRTUAL,
        HTTP,
        ONCE,
        QUOTA,
        POOL,
        HOLD,
        COUNT
    }

    private static final int VIRTUAL_THREADS = 64;
    /** Seconds. */
    private static final int COLD = 12;
    /** Seconds in which nothing happens but the agent's own work. */
    private static final int HOLDING = 30;
    /** Often enough to separate one sweep over many sockets from the next, and too seldom to count. */
    private static final String EXPORTS = "otel.metric.export.interval=2000";

    final String label;
    final List<Measure> measures;
    private final Shape shape;

    Scenario(String label, Shape shape, List<Measure> measures) {
        this.label = label;
        this.shape = shape;
        this.measures = measures;
    }

    static Scenario of(String label) {
        return Stream.of(values())
                .filter(scenario -> scenario.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scenario \"" + label + "\"; there are "
                        + Stream.of(values()).map(scenario -> scenario.label).collect(Collectors.joining(", "))));
    }

    /** Times are in seconds. */
    Job job(double warmUp, double measured, int threads) {
        String number = label.substring(label.lastIndexOf('-') + 1);
        return switch (shape) {
            case WINDOW -> window(warmUp, measured, threads);
            case COLD -> new Job(List.of("churn-sockets", decimal(0), decimal(COLD), "1"));
            case VIRTUAL -> window(warmUp, measured, VIRTUAL_THREADS);
            case HTTP -> new Job(List.of("http"), List.of(), new HttpLoad(warmUp, measured, this == HTTP_KEEP_ALIVE));
            case ONCE -> new Job(List.of(label));
            case QUOTA -> new Job(List.of("first-connect")).on(Double.parseDouble(number));
            case POOL -> new Job(List.of("pool"), List.of(), new DatabaseLoad()).on(Double.parseDouble(number));
            case HOLD -> new Job(List.of("hold", number, decimal(HOLDING)), List.of(EXPORTS), Load.NONE);
            case COUNT -> new Job(List.of("many", number));
        };
    }

    private Job window(double warmUp, double measured, int threads) {
        return new Job(List.of(label, decimal(warmUp), decimal(measured), String.valueOf(threads)));
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.3f", number);
    }

    private static List<Measure> churn() {
        return List.of(
                THROUGHPUT,
                CPU,
                WITHOUT,
                HOOKS,
                AGENT,
                ALLOCATED,
                COLLECTION,
                THREADS,
                MEMORY,
                CONNECT_P50,
                CONNECT_P99,
                CONNECT_P999,
                ACCEPT_P50,
                ACCEPT_P99,
                ACCEPT_P999);
    }

    private static List<Measure> http() {
        return List.of(THROUGHPUT, CPU, WITHOUT, AGENT, LATENCY_P50, LATENCY_P99);
    }

    private static List<Measure> hold() {
        return List.of(HEAP, HEAP_AT_ALL, SWEEP, SWEEP_TIME, SWEEP_SHARE, THREADS);
    }

    private static List<Measure> many() {
        return List.of(TOTAL_CPU, TOTAL_WALL, MEMORY, EVENTS_DROPPED, CONNECTIONS_MISSED, SPANS_LOST);
    }
}
