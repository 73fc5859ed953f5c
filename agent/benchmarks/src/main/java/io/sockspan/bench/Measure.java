package io.sockspan.bench;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** One figure that comes out of a pair of runs. */
enum Measure {
    THROUGHPUT("operations/s, with : without", "%.3f", pair -> pair.ratio("ops", "seconds")),
    CPU("process CPU per operation, with : without", "%.3f", pair -> pair.ratio("cpu", "ops")),
    WITHOUT(
            "operations/s without",
            "%.0f",
            pair -> pair.without().get("ops") / pair.without().get("seconds")),
    HOOKS(
            "added CPU per operation, the application's threads (µs)",
            "%.2f",
            pair -> micros(pair.added("workload.cpu", "ops"))),
    AGENT("added CPU per operation, the agent's threads (µs)", "%.2f", pair -> micros(pair.added("agent.cpu", "ops"))),
    COMPILERS("CPU of the JIT's threads, added (s)", "%.2f", pair -> pair.added("compilers.cpu")),
    AGENT_IN_ALL("CPU of the agent's threads, added (s)", "%.2f", pair -> pair.added("agent.cpu")),
    ALLOCATED(
            "allocated on the application's threads, added per connection and end (B)",
            "%.0f",
            pair -> pair.added("allocated", "ops") / 2),
    COLLECTION("time in garbage collection, added (ms/s)", "%.1f", pair -> pair.added("gc", "seconds") * 1e3),
    THREADS("threads added", "%.0f", pair -> pair.added("threads")),
    MEMORY("peak memory of the process, added (MiB)", "%.0f", pair -> pair.added("peak") / (1 << 20)),
    CONNECT_P50("connect, median, with : without", "%.3f", pair -> pair.ratio("connect.p50")),
    CONNECT_P99("connect, 99th percentile, with : without", "%.3f", pair -> pair.ratio("connect.p99")),
    CONNECT_P999("connect, 99.9th percentile, with : without", "%.3f", pair -> pair.ratio("connect.p999")),
    ACCEPT_P50("accept, median, with : without", "%.3f", pair -> pair.ratio("accept.p50")),
    ACCEPT_P99("accept, 99th percentile, with : without", "%.3f", pair -> pair.ratio("accept.p99")),
    ACCEPT_P999("accept, 99.9th percentile, with : without", "%.3f", pair -> pair.ratio("accept.p999")),
    LATENCY_P50("latency, median, with : without", "%.3f", pair -> pair.ratio("latency.p50")),
    LATENCY_P99("latency, 99th percentile, with : without", "%.3f", pair -> pair.ratio("latency.p99")),
    TO_MAIN("added until main (ms)", "%.0f", pair -> millis(pair, "main")),
    TO_CONNECTED("added until the first socket is connected (ms)", "%.0f", pair -> millis(pair, "connected")),
    FIRST_SOCKET(
            "added from main until the first socket is connected (ms)",
            "%.0f",
            pair -> (pair.added("connected") - pair.added("main")) * 1e3),
    STARTED(
            "started with the agent (1: did, 0: did not)",
            "%.0f",
            pair -> pair.with().get("started")),
    STARTED_WITHOUT("started without", "%.0f", pair -> pair.without().get("started")),
    FIRST_QUERY(
            "added from main until the first query is answered (ms)",
            "%.0f",
            pair -> (pair.added("answered") - pair.added("main")) * 1e3),
    START_CPU("CPU of the whole process, added (s)", "%.2f", pair -> pair.added("process.cpu")),
    WALL("added to the whole process (ms)", "%.0f", pair -> pair.added("wall") * 1e3),
    HEAP(
            "heap per open socket, added (B)",
            "%.0f",
            pair -> (pair.added("heap") - pair.added("first.heap"))
                    / (pair.with().get("sockets") - pair.with().get("first"))),
    HEAP_AT_ALL(
            "heap added whatever the number of sockets (MiB)",
            "%.1f",
            pair -> (pair.added("first.heap") - pair.with().get("first") * HEAP.of(pair)) / (1 << 20)),
    SWEEP(
            "CPU of the agent's threads, with all open (ms/s)",
            "%.1f",
            pair -> pair.with().get("agent.cpu") / pair.with().get("seconds") * 1e3),
    SWEEP_TIME(
            "one sweep of all (ms)",
            "%.1f",
            pair -> pair.with().get("sweep.sum") / pair.with().get("sweep.count") * 1e3),
    SWEEP_SHARE("sweeps, share of one core (%)", "%.2f", pair -> pair.with().get("sweep.share") * 100),
    TOTAL_CPU("process CPU, whole run, with : without", "%.2f", pair -> pair.ratio("cpu")),
    TOTAL_WALL("wall time of the work, with : without", "%.2f", pair -> pair.ratio("seconds")),
    EVENTS_DROPPED(
            "events dropped, and counted as such", "%.0f", pair -> pair.with().get("events.dropped")),
    CONNECTIONS_MISSED(
            "connections missing in the metrics and in no count of drops",
            "%.0f",
            pair -> Math.max(
                    0,
                    2 * pair.with().get("ops")
                            - pair.with().get("connections.reported")
                            - pair.with().get("events.dropped"))),
    SPANS_LOST(
            "spans lost without being counted",
            "%.0f",
            pair -> pair.with().get("spans.emitted")
                    - pair.with().get("spans.failed")
                    - pair.with().get("spans.dropped")
                    - pair.with().get("spans.received"));

    /** What most people want to know. */
    static final Set<Measure> FIRST = EnumSet.of(
            THROUGHPUT,
            CPU,
            TO_MAIN,
            FIRST_SOCKET,
            START_CPU,
            STARTED,
            STARTED_WITHOUT,
            FIRST_QUERY,
            HEAP,
            SWEEP_TIME,
            SWEEP_SHARE,
            SPANS_LOST);

    final String label;
    private final String format;
    private final ToDoubleFunction<Pair> value;

    Measure(String label, String format, ToDoubleFunction<Pair> value) {
        this.label = label;
        this.format = format;
        this.value = value;
    }

    double of(Pair pair) {
        return value.applyAsDouble(pair);
    }

    String format(double number) {
        return String.format(Locale.ROOT, format, number);
    }

    private static double micros(double seconds) {
        return seconds * 1e6;
    }

    /** Both processes' times since their launch. */
    private static double millis(Pair pair, String moment) {
        return ((pair.with().get(moment) - pair.with().get("launched"))
                        - (pair.without().get(moment) - pair.without().get("launched")))
                * 1e3;
    }
}
