package io.sockspan.report;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Formats nanoseconds. Pure functions. Durations are truncated, not rounded, so that they never claim more time than has passed. */
public final class Times {
    private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long DAY = TimeUnit.DAYS.toNanos(1);

    private Times() {}

    /** A duration: {@code 0.2s}, {@code 41s}, {@code 13m58s}, {@code 2h05m}, {@code 3d04h}, {@code 120d}. */
    public static String age(long nanos) {
        if (nanos < 10 * SECOND) {
            return tenths(Math.max(0, nanos), SECOND) + "s";
        }
        if (nanos < MINUTE) {
            return nanos / SECOND + "s";
        }
        if (nanos < HOUR) {
            return pair(nanos, MINUTE, "m", SECOND, "s");
        }
        if (nanos < DAY) {
            return pair(nanos, HOUR, "h", MINUTE, "m");
        }
        return nanos < 100 * DAY ? pair(nanos, DAY, "d", HOUR, "h") : nanos / DAY + "d";
    }

    /** A duration as one would write it in an option: {@code 250ms}, {@code 10s}, {@code 90s}, {@code 5m}. */
    public static String setting(long nanos) {
        if (nanos % SECOND != 0) {
            return nanos / MILLI + "ms";
        }
        if (nanos % MINUTE != 0 || nanos == 0) {
            return nanos / SECOND + "s";
        }
        return nanos % HOUR != 0 ? nanos / MINUTE + "m" : nanos / HOUR + "h";
    }

    /** A short duration with three digits: {@code 85us}, {@code 410us}, {@code 12.3ms}, {@code 128ms}, {@code 1.28s}. */
    public static String fine(long nanos) {
        if (nanos < 0) {
            return "-" + fine(-nanos);
        }
        if (nanos < MILLI) {
            return nanos / MICRO + "us";
        }
        if (nanos < SECOND) {
            return digits(nanos, MILLI) + "ms";
        }
        return nanos < MINUTE ? digits(nanos, SECOND) + "s" : age(nanos);
    }

    /** The same for an upper bound, which is rounded up so that it remains a bound. */
    public static String atMost(long nanos) {
        if (nanos <= 0) {
            return fine(nanos);
        }
        long shown = smallestShown(nanos);
        return fine((nanos + shown - 1) / shown * shown);
    }

    /** The value of {@link #fine}'s last digit. */
    private static long smallestShown(long nanos) {
        if (nanos >= MINUTE) {
            return SECOND;
        }
        long unit = nanos < SECOND ? MILLI : SECOND;
        if (nanos < 10 * unit) {
            return nanos < MILLI ? MICRO : unit / 100;
        }
        return nanos < 100 * unit ? unit / 10 : unit;
    }

    private static String digits(long nanos, long unit) {
        if (nanos < 10 * unit) {
            return String.format(Locale.ROOT, "%d.%02d", nanos / unit, nanos % unit * 100 / unit);
        }
        return nanos < 100 * unit ? tenths(nanos, unit) : String.valueOf(nanos / unit);
    }

    private static String tenths(long nanos, long unit) {
        return nanos / unit + "." + nanos % unit * 10 / unit;
    }

    private static String pair(long nanos, long unit, String name, long part, String partName) {
        return String.format(Locale.ROOT, "%d%s%02d%s", nanos / unit, name, nanos % unit / part, partName);
    }
}
