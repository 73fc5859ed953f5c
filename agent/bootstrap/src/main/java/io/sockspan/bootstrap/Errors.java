package io.sockspan.bootstrap;

/**
 * Separates errors from exceptions among what method handles throw: they declare {@link Throwable}, and only an exception may be treated as
 * a result.
 */
final class Errors {
    private Errors() {}

    /** Rethrows an error: the stack or the heap is exhausted, or another thread has stopped this one ({@code Thread.stop}). */
    static void rethrow(Throwable failure) {
        if (failure instanceof Error) {
            throw (Error) failure;
        }
    }

    /** Whether {@code Thread.stop} threw it. Compares the class name, because the JDK is to remove the class. */
    static boolean isThreadDeath(Throwable failure) {
        return failure.getClass().getName().equals("java.lang.ThreadDeath");
    }

    /** The failure as an unchecked exception, for a method handle that throws no checked one. */
    static RuntimeException unchecked(Throwable failure) {
        rethrow(failure);
        return failure instanceof RuntimeException ? (RuntimeException) failure : new IllegalStateException(failure);
    }
}
