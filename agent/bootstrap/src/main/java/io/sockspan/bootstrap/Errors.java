package io.sockspan.bootstrap;

/** What method handles throw, sorted: they declare every {@link Throwable}, and an {@link Error} is never an answer. */
final class Errors {
    private Errors() {}

    /** Lets an error out: the stack or the heap is exhausted, or another thread has stopped this one ({@code Thread.stop}). */
    static void rethrow(Throwable failure) {
        if (failure instanceof Error) {
            throw (Error) failure;
        }
    }

    /** Whether {@code Thread.stop} has thrown it; by its name, since the class is to be removed from the JDK. */
    static boolean isThreadDeath(Throwable failure) {
        return failure.getClass().getName().equals("java.lang.ThreadDeath");
    }

    /** The same failure as an unchecked exception, for a handle that throws no checked one. */
    static RuntimeException unchecked(Throwable failure) {
        rethrow(failure);
        return failure instanceof RuntimeException ? (RuntimeException) failure : new IllegalStateException(failure);
    }
}
