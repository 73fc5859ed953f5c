package io.sockspan.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value for each option, and the problems in the sources. Immutable. */
public final class Settings {
    private final Map<Option<?>, Object> values;
    private final Map<String, String> otelProperties;
    private final List<Problem> problems;

    /**
     * @param values the values that differ from the defaults; each has its option's type
     */
    Settings(Map<Option<?>, Object> values, Map<String, String> otelProperties, List<Problem> problems) {
        this.values = new LinkedHashMap<>(values);
        this.otelProperties = Collections.unmodifiableMap(new LinkedHashMap<>(otelProperties));
        this.problems = Collections.unmodifiableList(new ArrayList<>(problems));
    }

    /** Every option at its default. */
    public static Settings defaults() {
        return new Settings(Collections.emptyMap(), Collections.emptyMap(), Collections.emptyList());
    }

    /** The option's value; its default if it was not set, or set to a wrong value. */
    @SuppressWarnings("unchecked") // The parser stores what the option's own type made.
    public <T> T get(Option<T> option) {
        Object value = values.get(option);
        return value == null ? option.defaultValue() : (T) value;
    }

    /** The {@code otel.*} keys of the agent arguments, in their order. */
    public Map<String, String> otelProperties() {
        return otelProperties;
    }

    /** The problems, unknown keys before wrong values; empty if there are none. */
    public List<Problem> problems() {
        return problems;
    }
}
