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
    PING_PONG("ping-pong", Shape.WINDOW, List.of(THROUGHPUT, CPU, WITHOUT)),
    BULK("bulk", Shape.WINDOW, List.of(THROUGHPUT, CPU, WITHOUT)),
    HELLO("hello", Shape.ONCE, List.of(TO_MAIN, WALL)),
    FIRST_CONNECT("first-connect", Shape.ONCE, List.of(TO_MAIN, TO_CONNECTED, WALL)),
    HOLD_1000("hold-1000", Shape.HOLD, List.of(HEAP, HEAP_AT_ALL, SWEEP, THREADS)),
    HOLD_10000("hold-10000", Shape.HOLD, List.of(HEAP, HEAP_AT_ALL, SWEEP, THREADS)),
    /** As many as fit into the usual hard limit of 20,000 descriptors. */
    HOLD_19800("hold-19800", Shape.HOLD, List.of(HEAP, HEAP_AT_ALL, SWEEP, THREADS)),
    MANY_24000("many-24000", Shape.COUNT, many()),
    MANY_100000("many-100000", Shape.COUNT, many());

    private enum Shape {
        WINDOW,
        ONCE,
        HOLD,
        COUNT
    }

    /** Seconds in which nothing happens but the agent's own work. */
    private static final int HOLDING = 10;

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

    /** Arguments of {@code Bench}; times are in seconds. */
    List<String> arguments(double warmUp, double measured, int threads) {
        String number = label.substring(label.lastIndexOf('-') + 1);
        return switch (shape) {
            case WINDOW -> List.of(label, decimal(warmUp), decimal(measured), String.valueOf(threads));
            case ONCE -> List.of(label);
            case HOLD -> List.of("hold", number, decimal(HOLDING));
            case COUNT -> List.of("many", number);
        };
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

    private static List<Measure> many() {
        return List.of(TOTAL_CPU, TOTAL_WALL, MEMORY, EVENTS_DROPPED, CONNECTIONS_MISSED, SPANS_LOST);
    }
}
