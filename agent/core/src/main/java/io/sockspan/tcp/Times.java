package io.sockspan.tcp;

/** Compares {@link System#nanoTime()} values by their difference, because they may overflow. */
final class Times {
    private Times() {}

    static boolean isBefore(long a, long b) {
        return a - b < 0;
    }

    static long later(long a, long b) {
        return isBefore(a, b) ? b : a;
    }

    static long earlier(long a, long b) {
        return isBefore(a, b) ? a : b;
    }
}
