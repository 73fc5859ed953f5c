package io.sockspan.cli;

import io.sockspan.config.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 250ms}, {@code 10s}, {@code 5m}, {@code 1h}: as in the agent's options. */
final class DurationConverter implements ITypeConverter<Duration> {
    /** As for the agent's options. */
    private static final Duration LONGEST = Duration.ofHours(1_000);

    @Override
    public Duration convert(String text) {
        return Durations.parse(text)
                .filter(duration -> duration.compareTo(LONGEST) <= 0)
                .orElseThrow(() -> new TypeConversionException(
                        "expected a duration up to 1000h, such as 250ms, 10s, 5m or 1h, and not \"" + text + "\""));
    }
}
