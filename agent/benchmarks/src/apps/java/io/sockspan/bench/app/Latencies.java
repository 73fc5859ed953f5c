package io.sockspan.bench.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the latest connects and accepts took, in nanoseconds. It is written to at all times, and a window is a part of what was: a
 * switch that is turned where the window begins would make the JIT throw away what it has compiled. For one thread at a time.
 */
final class Latencies {
    /** Of each, a power of two. More than a thread gets done in a window. */
    private static final int KEPT = 1 << 19;

    private final int[] connects;
    private final int[] accepts;
    private final AtomicLong count = new AtomicLong();
    private long begin;

    Latencies() {
        this(KEPT);
    }

    /** @param kept how many of each, a power of two or 0 */
    Latencies(int kept) {
        connects = new int[kept];
        accepts = new int[kept];
    }

    /** The window begins. Any thread. */
    void begin() {
        begin = count.get();
    }

    void add(long connect, long accept) {
        if (connects.length > 0) {
            long place = count.get();
            connects[(int) place & connects.length - 1] = toInt(connect);
            accepts[(int) place & accepts.length - 1] = toInt(accept);
            count.lazySet(place + 1);
        }
    }

    /** The percentiles of all, as {@code connect.p50=... connect.p99=...}; empty if nothing was measured. */
    static String percentiles(Iterable<Latencies> all) {
        int[] connects = new int[0];
        int[] accepts = new int[0];
        for (Latencies each : all) {
            connects = concat(connects, each.connects, each.begin, each.count.get());
            accepts = concat(accepts, each.accepts, each.begin, each.count.get());
        }
        return connects.length == 0 ? "" : percentiles("connect", connects) + percentiles("accept", accepts);
    }

    private static String percentiles(String name, int[] nanos) {
        Arrays.sort(nanos);
        StringBuilder text = new StringBuilder();
        for (String percentile : new String[] {"50", "99", "99.9"}) {
            int index = (int) (Double.parseDouble(percentile) / 100 * (nanos.length - 1));
            text.append(
                    String.format(Locale.ROOT, " %s.p%s=%.9f", name, percentile.replace(".", ""), nanos[index] / 1e9));
        }
        return text.toString();
    }

    private static int[] concat(int[] before, int[] ring, long begin, long end) {
        int[] both = Arrays.copyOf(before, before.length + (int) Math.min(ring.length, end - begin));
        for (int i = before.length; i < both.length; i++) {
            both[i] = ring[(int) --end & ring.length - 1];
        }
        return both;
    }

    private static int toInt(long nanos) {
        return (int) Math.min(Integer.MAX_VALUE, nanos);
    }
}
