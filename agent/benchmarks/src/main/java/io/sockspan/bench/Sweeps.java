package io.sockspan.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the agent's exports tell of its sweeps. Each tells the sum and the number of all until then, the early ones over few sockets too;
 * so those of a time are what one export has more than another.
 */
final class Sweeps {
    private final List<Export> exports = new ArrayList<>();

    private record Export(double at, double sum, long count) {}

    /** Times are in seconds: since the epoch that of the export, and in all those of the sweeps. */
    void add(double at, double sum, long count) {
        exports.add(new Export(at, sum, count));
    }

    /** From the last export before the one moment to the last before the other; empty if those are not two. */
    Map<String, Double> between(double from, double to) {
        Export first = lastUntil(from);
        Export last = lastUntil(to);
        if (first == null || last == first) {
            return Map.of();
        }
        return Map.of(
                "sweep.sum", last.sum - first.sum,
                "sweep.count", (double) (last.count - first.count),
                "sweep.seconds", last.at - first.at);
    }

    private Export lastUntil(double moment) {
        Export last = null;
        for (Export export : exports) {
            if (export.at <= moment && (last == null || export.at > last.at)) {
                last = export;
            }
        }
        return last;
    }
}
