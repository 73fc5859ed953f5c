package io.sockspan.config;

import io.sockspan.protocol.PrintableValue;

/** A wrong setting, and what would be right. Immutable. */
public final class Problem {
    private final String name;
    private final String value;
    private final String source;
    private final String advice;

    Problem(String name, String value, String source, String advice) {
        this.name = name;
        this.value = value;
        this.source = source;
        this.advice = advice;
    }

    /** The key as the user wrote it, such as {@code SOCKSPAN_LEAK_IDLE}. */
    public String name() {
        return name;
    }

    /** The value if it resembles a right one, otherwise what stands for it; null if there is none, or if its option is unknown. */
    public String value() {
        return value == null ? null : PrintableValue.of(value);
    }

    /** Its source: agent arguments, system property or environment. */
    public String source() {
        return source;
    }

    /** What would be right, and what the agent does instead. */
    public String advice() {
        return advice;
    }

    /** All of it in one line. */
    @Override
    public String toString() {
        return name + (value == null ? "" : "=" + value()) + " (" + source + "): " + advice;
    }
}
