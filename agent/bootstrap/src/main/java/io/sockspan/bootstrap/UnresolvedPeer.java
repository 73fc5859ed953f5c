package io.sockspan.bootstrap;

/** The other end of a connection that will not be made, as its name has no address. Immutable. */
public final class UnresolvedPeer {
    public final String name;
    public final int port;
    /** What {@link ApplicationContext#current()} gave at connect. */
    public final Object applicationContext;

    UnresolvedPeer(String name, int port, Object applicationContext) {
        this.name = NameLimit.bounded(name);
        this.port = port;
        this.applicationContext = applicationContext;
    }
}
