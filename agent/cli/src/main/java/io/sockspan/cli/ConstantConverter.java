package io.sockspan.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A constant of an enum, in upper or lower case; also with hyphens, as {@code ss} writes {@code CLOSE-WAIT}. */
final class ConstantConverter<E extends Enum<E>> implements ITypeConverter<E> {
    private final E[] constants;

    ConstantConverter(Class<E> type) {
        constants = type.getEnumConstants();
    }

    @Override
    public E convert(String text) {
        return Arrays.stream(constants)
                .filter(constant -> constant.name().equalsIgnoreCase(text.replace('-', '_')))
                .findFirst()
                .orElseThrow(
                        () -> new TypeConversionException("expected one of " + names() + ", and not \"" + text + "\""));
    }

    private String names() {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
