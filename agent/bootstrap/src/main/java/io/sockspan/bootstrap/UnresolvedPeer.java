package io.sockspan.bootstrap;

/** The peer of a connect that fails because its name has no address. Immutable. */
public final class UnresolvedPeer {
    public final String name;
    public final int port;
    /** The result of {@link ApplicationContext#current()} at connect. */
    public final Object applicationContext;

    UnresolvedPeer(String name, int port, Object applicationContext) {
        this.name = NameLimit.bounded(name);
        this.port = port;
        this.applicationContext = applicationContext;
    }
}
