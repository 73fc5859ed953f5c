package io.sockspan.bootstrap;

/** The peer of a connect that fails because its name has no address. Immutable. */
public final class UnresolvedPeer {
    public final String name;
    public final int port;
    /** The result of {@link ApplicationContext#current()} at connect. */
    public final Object applicationContext;
    /** The lookup of the name; null if none was made just before. */
    public final DnsLookup lookup;

    UnresolvedPeer(String name, int port, Object applicationContext, DnsLookup lookup) {
        this.name = NameLimit.bounded(name);
        this.port = port;
        this.applicationContext = applicationContext;
        this.lookup = lookup;
    }
}
