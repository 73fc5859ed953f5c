package io.sockspan.bench.app;

import java.util.Arrays;
import java.util.Locale;

/** How long connects and accepts took in the measured window, in nanoseconds. For one thread at a time. */
final class Latencies {
    private static final int KEPT = 1 << 19;

    private final int[] connects;
    private final int[] accepts;
    private int count;
    private volatile boolean on;

    Latencies() {
        this(KEPT);
    }

    /** @param kept how many of each; what comes after that many is not kept */
    Latencies(int kept) {
        connects = new int[kept];
        accepts = new int[kept];
    }

    void begin() {
        on = true;
    }

    void add(long connect, long accept) {
        if (on && count < connects.length) {
            connects[count] = toInt(connect);
            accepts[count] = toInt(accept);
            count++;
        }
    }

    /** The percentiles of all, as {@code connect.p50=... connect.p99=...}; empty if nothing was measured. */
    static String percentiles(Iterable<Latencies> all) {
        int[] connects = new int[0];
        int[] accepts = new int[0];
        for (Latencies each : all) {
            connects = concat(connects, each.connects, each.count);
            accepts = concat(accepts, each.accepts, each.count);
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

    private static int[] concat(int[] before, int[] more, int count) {
        int[] both = Arrays.copyOf(before, before.length + count);
        System.arraycopy(more, 0, both, before.length, count);
        return both;
    }

    private static int toInt(long nanos) {
        return (int) Math.min(Integer.MAX_VALUE, nanos);
    }
}
