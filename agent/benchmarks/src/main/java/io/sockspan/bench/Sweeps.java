package io.sockspan.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The sweeps in the agent's exports. Each export has the sum and the number of all sweeps until then, including early ones over few
 * sockets; so the sweeps of a period are the difference of two exports.
 */
final class Sweeps {
    private final NavigableMap<Double, Export> exports = new TreeMap<>();

    private record Export(double at, double sum, long count) {}

    /** Times are in seconds: the time of the export since the epoch, and the sum of all its sweeps. */
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

    /** From sweep to sweep: they may be so far apart that one more or less in the whole period makes a difference. */
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
