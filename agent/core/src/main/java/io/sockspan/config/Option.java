package io.sockspan.config;

/** One setting: its name, its values, its default and its purpose. Immutable. */
public final class Option<T> {
    private final String name;
    private final ValueType<T> type;
    private final String defaultText;
    private final T defaultValue;
    private final String doc;

    Option(String name, ValueType<T> type, String defaultText, String doc) {
        this.name = name;
        this.type = type;
        this.defaultText = defaultText;
        this.defaultValue = type.parse(defaultText)
                .orElseThrow(() -> new IllegalArgumentException(name + "'s default is not one of its values"));
        this.doc = doc;
    }

    /** The key in the agent arguments, such as {@code leak.close_wait}. */
    public String name() {
        return name;
    }

    /** The system property, such as {@code sockspan.leak.close_wait}. */
    public String systemProperty() {
        return Source.SYSTEM_PROPERTY.key(name);
    }

    /** The environment variable, such as {@code SOCKSPAN_LEAK_CLOSE_WAIT}. */
    public String environmentVariable() {
        return Source.ENVIRONMENT.key(name);
    }

    /** The default as a person would write it; may be empty. */
    public String defaultText() {
        return defaultText;
    }

    public T defaultValue() {
        return defaultValue;
    }

    /** The allowed values in words, such as {@code duration from 1ms to 1000h, or off}. */
    public String values() {
        return type.values();
    }

    /** The purpose in one or two sentences, with the meaning of {@code off} or 0. */
    public String doc() {
        return doc;
    }

    ValueType<T> type() {
        return type;
    }

    @Override
    public String toString() {
        return name;
    }
}
