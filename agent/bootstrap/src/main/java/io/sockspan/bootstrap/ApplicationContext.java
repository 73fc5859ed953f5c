package io.sockspan.bootstrap;

/** Reads the application's current OpenTelemetry span on the calling thread. */
public abstract class ApplicationContext {
    /**
     * An opaque token for the current span; null if there is none. Runs on application threads, so it must be fast. The caller catches and
     * counts what it throws.
     */
    public abstract Object current() throws Throwable;
}
