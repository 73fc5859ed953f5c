package io.sockspan.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the agent's exports tell of its sweeps. Each tells the sum and the number of all until then, the early ones over few sockets too;
 * so those of a time are what one export has more than another.
 */
final class Sweeps {
    private final NavigableMap<Double, Export> exports = new TreeMap<>();

    private record Export(double at, double sum, long count) {}

    /** Times are in seconds: since the epoch that of the export, and in all those of the sweeps. */
    void add(double at, double sum, long count) {
        exports.put(at, new Export(at, sum, count));
    }

    /** From the last export before the one moment to the last before the other; empty if there is no sweep between those. */
    Map<String, Double> between(double from, double to) {
        Map.Entry<Double, Export> first = exports.floorEntry(from);
        if (first == null || !(from < to)) {
            return Map.of();
        }
        List<Export> inside =
                List.copyOf(exports.subMap(first.getKey(), true, to, true).values());
        Export begin = inside.get(0);
        Export end = inside.get(inside.size() - 1);
        if (end.count == begin.count) {
            return Map.of();
        }
        Map<String, Double> values = new HashMap<>();
        values.put("sweep.sum", end.sum - begin.sum);
        values.put("sweep.count", (double) (end.count - begin.count));
        share(inside, values);
        return values;
    }

    /** From sweep to sweep: they may be so far apart that one more or less in the whole time makes a difference. */
    private static void share(List<Export> inside, Map<String, Double> values) {
        Export begin = null;
        Export end = null;
        for (int i = 1; i < inside.size(); i++) {
            if (inside.get(i).count > inside.get(i - 1).count) {
                end = inside.get(i);
                begin = begin == null ? end : begin;
            }
        }
        if (end != begin) {
            values.put("sweep.share", (end.sum - begin.sum) / (end.at - begin.at));
        }
    }
}
