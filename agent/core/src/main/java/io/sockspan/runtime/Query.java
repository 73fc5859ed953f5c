package io.sockspan.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A command as the command line sends it: its name on the first line, then {@code key=value} lines, each for one condition or wish.
 * Immutable.
 */
final class Query {
    private final String name;
    private final Map<String, String> values = new LinkedHashMap<>();

    private Query(String name) {
        this.name = name;
    }

    static Query parse(String command) {
        String[] lines = command.split("\n");
        Query query = new Query(lines[0]);
        for (int i = 1; i < lines.length; i++) {
            int equals = lines[i].indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("not key=value: \"" + lines[i] + "\"");
            }
            query.values.put(lines[i].substring(0, equals), lines[i].substring(equals + 1));
        }
        return query;
    }

    String name() {
        return name;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    boolean isTrue(String key) {
        return "true".equals(values.get(key));
    }

    /** @throws IllegalArgumentException if the value is there and is no number */
    long number(String key, long ifAbsent) {
        String value = values.get(key);
        return value == null ? ifAbsent : Long.parseLong(value);
    }

    /** @throws IllegalArgumentException if one of them, divided by commas, is no number */
    Set<Long> numbers(String key) {
        Set<Long> numbers = new TreeSet<>();
        for (String number : values.getOrDefault(key, "").split(",")) {
            numbers.add(Long.valueOf(number));
        }
        return numbers;
    }

    /**
     * The constants whose names, in lower case or not, stand there, divided by commas.
     *
     * @throws IllegalArgumentException if a name is not that of a constant
     */
    <E extends Enum<E>> List<E> constants(String key, Class<E> type) {
        List<E> constants = new ArrayList<>();
        for (String constant : values.getOrDefault(key, "").split(",")) {
            if (!constant.isEmpty()) {
                constants.add(Enum.valueOf(type, constant.toUpperCase(Locale.ROOT)));
            }
        }
        return constants;
    }
}
