package io.sockspan.time;

/** Compares {@link System#nanoTime()} values by their difference, because they may overflow. */
public final class Times {
    private Times() {}

    public static boolean isBefore(long a, long b) {
        return a - b < 0;
    }

    public static long later(long a, long b) {
        return isBefore(a, b) ? b : a;
    }

    public static long earlier(long a, long b) {
        return isBefore(a, b) ? a : b;
    }
}
