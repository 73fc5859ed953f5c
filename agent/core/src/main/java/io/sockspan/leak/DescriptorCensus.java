package io.sockspan.leak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** How many descriptors of each kind a process had at one moment. Immutable. */
final class DescriptorCensus {
    static final DescriptorCensus NONE = new DescriptorCensus(Collections.emptyMap(), 0);

    final long at;
    private final Map<String, Integer> counts;

    /** @param at {@link System#nanoTime()} */
    DescriptorCensus(Map<String, Integer> counts, long at) {
        this.counts = counts;
        this.at = at;
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    int total() {
        int total = 0;
        for (int count : counts.values()) {
            total += count;
        }
        return total;
    }

    /** {@code : 61 TCP, 380 eventpoll, 12 file; eventpoll grew most, by 370}. */
    String text(DescriptorCensus before) {
        List<Map.Entry<String, Integer>> most = new ArrayList<>(counts.entrySet());
        most.sort(Map.Entry.<String, Integer>comparingByValue().reversed());
        List<String> kinds = new ArrayList<>();
        for (Map.Entry<String, Integer> kind : most) {
            kinds.add(kind.getValue() + " " + kind.getKey());
        }
        return ": " + String.join(", ", kinds) + growth(before);
    }

    private String growth(DescriptorCensus before) {
        String grew = null;
        int most = 0;
        for (Map.Entry<String, Integer> kind : counts.entrySet()) {
            int by = kind.getValue() - before.counts.getOrDefault(kind.getKey(), 0);
            if (by > most) {
                most = by;
                grew = kind.getKey();
            }
        }
        return before.isEmpty() || grew == null ? "" : "; " + grew + " grew most, by " + most;
    }
}
