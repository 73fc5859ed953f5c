package io.sockspan.bootstrap;

/** Tells which of the application's own spans is current on the calling thread. */
public abstract class ApplicationContext {
    /** An opaque token for the current span, or null if there is none. Called on application threads; must be quick. */
    public abstract Object current() throws Throwable;
}
