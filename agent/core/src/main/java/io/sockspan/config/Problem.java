package io.sockspan.config;

/** Something in the settings that is not right, and what would be. Immutable. */
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

    /** The key as it was written there, such as {@code SOCKSPAN_LEAK_IDLE}. */
    public String name() {
        return name;
    }

    /** The value as it was written; null if there was none. */
    public String value() {
        return value;
    }

    /** Where it came from: agent arguments, system property or environment. */
    public String source() {
        return source;
    }

    /** What would be right, and what is done instead. */
    public String advice() {
        return advice;
    }

    /** All of it in one line. */
    @Override
    public String toString() {
        return name + (value == null ? "" : "=" + value) + " (" + source + "): " + advice;
    }
}
