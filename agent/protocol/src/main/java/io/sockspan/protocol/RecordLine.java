package io.sockspan.protocol;

/**
 * One record as {@link RecordWriter} writes it. Reading a field of a damaged one is an {@link IllegalArgumentException}. Immutable.
 */
public final class RecordLine {
    private final String[] fields;

    public RecordLine(String line) {
        this.fields = line.split("\t", -1);
    }

    /** {@code agent}, {@code socket}, {@code transition} or {@code frame}. */
    public String type() {
        return fields[0];
    }

    /** A field of a {@code socket} record; null if unknown. */
    public String get(SocketField field) {
        return text(field.ordinal());
    }

    /** The number in a field; -1 if unknown. */
    public int number(SocketField field) {
        String value = get(field);
        return value == null ? -1 : Integer.parseInt(value);
    }

    public boolean isTrue(SocketField field) {
        return Boolean.parseBoolean(get(field));
    }

    /** What the agent missed: events that were dropped, and failures of hooks. */
    public long lost() {
        return Long.parseLong(text(1)) + Long.parseLong(text(2));
    }

    /** The highest id of an ended socket that the agent no longer keeps. */
    public long lastForgotten() {
        return Long.parseLong(text(3));
    }

    /** The state that a {@code transition} leads to. */
    public String to() {
        return text(1);
    }

    public StackTraceElement frame() {
        return new StackTraceElement(known(0), known(1), text(2), Integer.parseInt(text(3)));
    }

    private String known(int place) {
        String text = text(place);
        if (text == null) {
            throw new IllegalArgumentException("a frame without class or method");
        }
        return text;
    }

    /** Whether a {@code frame} is the user's code, or called by it. */
    public boolean isUser() {
        return Boolean.parseBoolean(text(4));
    }

    /**
     * The field at that place after the type; null if unknown.
     *
     * @throws IllegalArgumentException if the record has fewer fields
     */
    private String text(int place) {
        if (place + 1 >= fields.length) {
            throw new IllegalArgumentException("a record that is cut short");
        }
        String field = fields[place + 1];
        if (field.isEmpty()) {
            return null;
        }
        return field.indexOf('\\') < 0 ? field : unescape(field);
    }

    private static String unescape(String field) {
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 1 < field.length()) {
                char escaped = field.charAt(++i);
                c = escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped;
            }
            text.append(c);
        }
        return text.toString();
    }
}
