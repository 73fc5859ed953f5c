package io.sockspan.config;

import java.time.Duration;
import java.util.Optional;

/** Durations as a person writes them: {@code 250ms}, {@code 10s}, {@code 5m}, {@code 1h}. */
public final class Durations {
    private static final int MOST_DIGITS = 9;

    private Durations() {}

    /** Empty if the text is not a duration. Without a regular expression, which would load much of the JDK at each start. */
    public static Optional<Duration> parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > MOST_DIGITS) {
            return Optional.empty();
        }
        long amount = Long.parseLong(text.substring(0, digits));
        switch (text.substring(digits)) {
            case "ms":
                return Optional.of(Duration.ofMillis(amount));
            case "s":
                return Optional.of(Duration.ofSeconds(amount));
            case "m":
                return Optional.of(Duration.ofMinutes(amount));
            case "h":
                return Optional.of(Duration.ofHours(amount));
            default:
                return Optional.empty();
        }
    }
}
