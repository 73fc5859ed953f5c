package io.sockspan.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The number that stands for a socket in the column {@code ID}. */
final class IdConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new TypeConversionException(
                    "expected a number from the column ID, such as 42, and not \"" + text + "\"");
        }
        return Long.parseLong(text);
    }
}
