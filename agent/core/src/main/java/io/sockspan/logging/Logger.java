package io.sockspan.logging;

import java.text.MessageFormat;

/**
 * Stands in for {@code java.util.logging.Logger} in the libraries that are packed into the agent.
 *
 * <p>The real one must not be touched from an agent: it initialises the {@code LogManager} before the application can choose its
 * own, and would call the application's handlers from the agent's threads. When the libraries are packed, their references to it
 * are rewritten to this class; it has the methods that they call and no others. Warnings go to {@link LibraryLog}; the rest is
 * nobody's business in someone else's process. Safe for use by any thread.
 */
public final class Logger {
    private final String name;

    private Logger(String name) {
        this.name = name;
    }

    public static Logger getLogger(String name) {
        return new Logger(name);
    }

    public boolean isLoggable(Level level) {
        return level.isProblem();
    }

    public void log(Level level, String message) {
        log(level, message, (Throwable) null);
    }

    public void log(Level level, String message, Throwable thrown) {
        if (level.isProblem()) {
            LibraryLog.warned(name, thrown == null ? message : message + ": " + thrown);
        }
    }

    public void log(Level level, String pattern, Object argument) {
        log(level, pattern, new Object[] {argument});
    }

    public void log(Level level, String pattern, Object[] arguments) {
        if (level.isProblem()) {
            LibraryLog.warned(name, format(pattern, arguments));
        }
    }

    public void warning(String message) {
        log(Level.WARNING, message);
    }

    public void info(String message) {
        log(Level.INFO, message);
    }

    public void fine(String message) {
        log(Level.FINE, message);
    }

    private static String format(String pattern, Object[] arguments) {
        try {
            return MessageFormat.format(pattern, arguments);
        } catch (IllegalArgumentException notAPattern) {
            return pattern;
        }
    }
}
