package io.sockspan.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A question to the agent. As text it is a name on the first line, then {@code key=value} lines. Not for more than one thread while it
 * is put together.
 */
public final class Question {
    private final String name;
    private final Map<String, String> values = new LinkedHashMap<>();

    public Question(String name) {
        this.name = name;
    }

    /**
     * Reads the text of a question.
     *
     * @throws IllegalArgumentException if it has no line, or a line after the first is not {@code key=value}
     */
    public static Question parse(String text) {
        String[] lines = text.split("\n");
        if (lines.length == 0) {
            throw new IllegalArgumentException("no name");
        }
        Question question = new Question(lines[0]);
        for (int i = 1; i < lines.length; i++) {
            int equals = lines[i].indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("not key=value: \"" + lines[i] + "\"");
            }
            question.values.put(lines[i].substring(0, equals), lines[i].substring(equals + 1));
        }
        return question;
    }

    /**
     * Adds a value, unless it is null or false.
     *
     * @throws IllegalArgumentException if its text has more than one line
     */
    public Question with(String key, Object value) {
        if (value != null && !Boolean.FALSE.equals(value)) {
            if (value.toString().indexOf('\n') >= 0) {
                throw new IllegalArgumentException("more than one line: " + key);
            }
            values.put(key, value.toString());
        }
        return this;
    }

    public String name() {
        return name;
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    public boolean isTrue(String key) {
        return "true".equals(values.get(key));
    }

    /** @throws IllegalArgumentException if the value is there and is no number */
    public long number(String key, long ifAbsent) {
        String value = values.get(key);
        return value == null ? ifAbsent : Long.parseLong(value);
    }

    /** @throws IllegalArgumentException if one of the numbers, which commas separate, is none */
    public Set<Long> numbers(String key) {
        Set<Long> numbers = new TreeSet<>();
        for (String number : values.getOrDefault(key, "").split(",")) {
            numbers.add(Long.valueOf(number));
        }
        return numbers;
    }

    /**
     * The constants that the value names, in upper or lower case, separated by commas.
     *
     * @throws IllegalArgumentException if a name is not that of a constant
     */
    public <E extends Enum<E>> List<E> constants(String key, Class<E> type) {
        List<E> constants = new ArrayList<>();
        for (String constant : values.getOrDefault(key, "").split(",")) {
            if (!constant.isEmpty()) {
                constants.add(Enum.valueOf(type, constant.toUpperCase(Locale.ROOT)));
            }
        }
        return constants;
    }

    /** The text that {@link #parse} reads. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        values.forEach((key, value) -> text.append('\n').append(key).append('=').append(value));
        return text.toString();
    }
}
