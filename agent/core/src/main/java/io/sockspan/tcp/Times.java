package io.sockspan.tcp;

/** {@link System#nanoTime()} may overflow, so its values are compared by their difference only. */
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
