package io.sockspan.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What one process reported, and what was measured of it: numbers by name. */
record Outcome(Map<String, Double> values) {
    /** Reads {@code name=value name=value}. */
    static Outcome parse(String text) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String pair : text.trim().split("\\s+")) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("\"" + pair + "\" is not name=value");
            }
            values.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
        }
        return new Outcome(values);
    }

    Outcome with(Map<String, Double> more) {
        Map<String, Double> all = new LinkedHashMap<>(values);
        all.putAll(more);
        return new Outcome(all);
    }

    /** A number; NaN if the process did not report it. */
    double get(String name) {
        return values.getOrDefault(name, Double.NaN);
    }

    /** The form that {@link #parse} reads. */
    String text() {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(" "));
    }
}
