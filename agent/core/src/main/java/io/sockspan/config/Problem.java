package io.sockspan.config;

/** A wrong setting, and what would be right. Immutable. */
public final class Problem {
    private static final int LONGEST_VALUE = 100;

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

    /** The value as the user wrote it; null if there is none, or if it may be a secret. */
    public String value() {
        return value;
    }

    /** Its source: agent arguments, system property or environment. */
    public String source() {
        return source;
    }

    /** What would be right, and what the agent does instead. */
    public String advice() {
        return advice;
    }

    /** All of it in one line, with the value cut to {@value #LONGEST_VALUE} characters. */
    @Override
    public String toString() {
        return name + (value == null ? "" : "=" + printed(value)) + " (" + source + "): " + advice;
    }

    private static String printed(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
    }
}
