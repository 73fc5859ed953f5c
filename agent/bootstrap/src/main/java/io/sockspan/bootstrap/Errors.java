package io.sockspan.bootstrap;

/**
 * Separates errors from exceptions among what method handles throw: they declare {@link Throwable}, and only an exception may be treated as
 * a result.
 */
final class Errors {
    /** Causes can form a circle. */
    private static final int DEEPEST_CAUSE = 16;

    private Errors() {}

    /** Rethrows an error: the stack or the heap is exhausted, or another thread has stopped this one ({@code Thread.stop}). */
    static void rethrow(Throwable failure) {
        if (failure instanceof Error) {
            throw (Error) failure;
        }
    }

    /**
     * What {@code Thread.stop} threw, if this failure is due to it; else null. Method handles on Java 8 to 11 wrap it when it hits them while
     * they compile themselves. Compares the class name, because the JDK is to remove the class.
     */
    static Error threadDeath(Throwable failure) {
        Throwable t = failure;
        for (int depth = 0; t != null && depth < DEEPEST_CAUSE; t = t.getCause(), depth++) {
            if (t instanceof Error && t.getClass().getName().equals("java.lang.ThreadDeath")) {
                return (Error) t;
            }
        }
        return null;
    }

    /** The failure as an unchecked exception, for a method handle that throws no checked one. */
    static RuntimeException unchecked(Throwable failure) {
        rethrow(failure);
        return failure instanceof RuntimeException ? (RuntimeException) failure : new IllegalStateException(failure);
    }
}
