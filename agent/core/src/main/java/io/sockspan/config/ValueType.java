package io.sockspan.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Converts an option's text to a value, and says which texts are valid. Immutable. */
final class ValueType<T> {

    private final String values;
    /** Null for a text that is not valid. */
    private final Function<String, T> parser;

    private ValueType(String values, Function<String, T> parser) {
        this.values = values;
        this.parser = parser;
    }

    /** The valid texts, in words that follow "expected". */
    String values() {
        return values;
    }

    /** Empty if the text is not valid. */
    Optional<T> parse(String text) {
        return Optional.ofNullable(parser.apply(text));
    }

    /** This type, or {@code off}, which gives an empty value. */
    ValueType<Optional<T>> orOff() {
        return new ValueType<>(values + ", or off", text -> {
            if (text.equals("off")) {
                return Optional.empty();
            }
            Optional<T> value = parse(text);
            return value.isPresent() ? value : null;
        });
    }

    /** {@code 250ms}, {@code 10s}, {@code 5m}, {@code 1h}. */
    static ValueType<Duration> duration(String least, String most) {
        Duration min = Durations.parse(least).get();
        Duration max = Durations.parse(most).get();
        return new ValueType<>(
                "duration from " + least + " to " + most,
                text -> within(min, Durations.parse(text).orElse(null), max));
    }

    /** {@code on}, {@code off}, {@code true}, {@code false}. */
    static ValueType<Boolean> onOrOff() {
        return new ValueType<>("on or off", text -> {
            switch (text) {
                case "on":
                case "true":
                    return true;
                case "off":
                case "false":
                    return false;
                default:
                    return null;
            }
        });
    }

    static ValueType<Integer> wholeNumber(int min, int max) {
        return new ValueType<>("whole number from " + min + " to " + max, text -> within(min, number(text, 9), max));
    }

    /** A whole number that is rounded up to a power of two. */
    static ValueType<Integer> powerOfTwo(int min, int max) {
        ValueType<Integer> number = wholeNumber(min, max);
        return new ValueType<>(
                number.values,
                text -> number.parse(text)
                        .map(value -> value == 1 ? 1 : Integer.highestOneBit(value - 1) << 1)
                        .orElse(null));
    }

    /** {@code 80%}. */
    static ValueType<Integer> percentage() {
        return new ValueType<>("percentage from 1% to 100%", text -> within(1, percentage(text), 100));
    }

    /** {@code 100} or {@code 100/s}. */
    static ValueType<Integer> perSecond(int min, int max) {
        return new ValueType<>(
                "number a second from " + min + " to " + max,
                text -> within(min, number(text.endsWith("/s") ? text.substring(0, text.length() - 2) : text, 9), max));
    }

    /** Names separated by commas; an empty text gives an empty list. */
    static ValueType<List<String>> list() {
        return new ValueType<>("list divided by commas", text -> {
            List<String> items = new ArrayList<>();
            for (String item : text.split(",")) {
                if (!item.trim().isEmpty()) {
                    items.add(item.trim());
                }
            }
            return Collections.unmodifiableList(items);
        });
    }

    /** A file or directory, which need not exist. */
    static ValueType<Path> path() {
        return new ValueType<>("path of a file or directory", text -> {
            try {
                return text.isEmpty() ? null : Paths.get(text);
            } catch (InvalidPathException e) {
                return null;
            }
        });
    }

    /** The constants' names in lower case. */
    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        E[] constants = type.getEnumConstants();
        StringBuilder values = new StringBuilder();
        for (E constant : constants) {
            int left = constants.length - constant.ordinal();
            values.append(lowerCase(constant)).append(left > 2 ? ", " : left == 2 ? " or " : "");
        }
        return new ValueType<>(values.toString(), text -> {
            for (E constant : constants) {
                if (lowerCase(constant).equals(text)) {
                    return constant;
                }
            }
            return null;
        });
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Integer percentage(String text) {
        return text.endsWith("%") ? number(text.substring(0, text.length() - 1), 3) : null;
    }

    /** Digits alone; null if it is something else, or longer. */
    private static Integer number(String text, int digits) {
        if (text.isEmpty() || text.length() > digits) {
            return null;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return null;
            }
            number = 10 * number + digit - '0';
        }
        return number;
    }

    private static <C extends Comparable<C>> C within(C min, C value, C max) {
        return value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0 ? null : value;
    }
}
