package io.sockspan.bootstrap;

/** Reads the application's current OpenTelemetry span on the calling thread. */
public abstract class ApplicationContext {
    /**
     * An opaque token for the current span; null if there is none. Runs on application threads, so it must be fast. The caller catches and
     * counts what it throws.
     */
    public abstract Object current() throws Throwable;

    /** What {@link #current()} returns; null also if there is no context to read, or if reading it fails. */
    static Object current(ApplicationContext context) {
        try {
            return context == null ? null : context.current();
        } catch (Throwable t) {
            // The application's own code may throw here. The connection is recorded in any case.
            HookFailures.caught(t);
            return null;
        }
    }
}
