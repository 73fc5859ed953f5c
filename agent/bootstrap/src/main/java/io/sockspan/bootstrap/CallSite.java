package io.sockspan.bootstrap;

/**
 * The stack at the creation of a socket. A bare {@link Throwable} is the cheapest way to keep one: the JVM stores the raw frames now, and
 * the agent's thread resolves their names later.
 */
public final class CallSite extends Throwable {
    private static final long serialVersionUID = 1L;

    CallSite() {
        super(null, null, false, true);
    }
}
