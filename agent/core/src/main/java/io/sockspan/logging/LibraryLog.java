package io.sockspan.logging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Reports the warnings of the packed libraries, as a few lines for a person: each logger is heard once, and then not before ten minutes have
 * passed. For all threads. Nothing is reported before {@link #reportTo}.
 */
public final class LibraryLog {
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final LibraryLog SHARED = new LibraryLog(System::nanoTime);

    private final LongSupplier nanos;
    /** When each logger may be heard again; there are as many loggers as library classes that have one. */
    private final Map<String, Long> quietUntil = new HashMap<>();

    private final List<String> muted = new ArrayList<>();
    private Consumer<String> reporter;

    LibraryLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * From now on warnings go to that reporter, a line each, on the thread that warned.
     *
     * @param reporter null to be silent again
     * @param mutedPrefixes loggers whose names begin like that are never heard, because their messages are reported in another way
     */
    public static void reportTo(Consumer<String> reporter, String... mutedPrefixes) {
        SHARED.listen(reporter, mutedPrefixes);
    }

    static void warned(String logger, String message) {
        SHARED.hear(logger, message);
    }

    synchronized void listen(Consumer<String> newReporter, String... mutedPrefixes) {
        reporter = newReporter;
        quietUntil.clear();
        muted.clear();
        for (String prefix : mutedPrefixes) {
            muted.add(prefix);
        }
    }

    void hear(String logger, String message) {
        Consumer<String> listener = admit(logger);
        if (listener != null) {
            listener.accept(logger.substring(logger.lastIndexOf('.') + 1) + ": " + firstLine(message));
        }
    }

    private synchronized Consumer<String> admit(String logger) {
        if (reporter == null || muted.stream().anyMatch(logger::startsWith)) {
            return null;
        }
        long now = nanos.getAsLong();
        Long until = quietUntil.get(logger);
        if (until != null && now - until < 0) {
            return null;
        }
        quietUntil.put(logger, now + QUIET_NANOS);
        return reporter;
    }

    private static String firstLine(String message) {
        String text = String.valueOf(message);
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
