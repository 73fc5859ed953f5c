package io.sockspan.recorder;

import java.net.InetAddress;

/** The other end of a connection, and what else is known when it is first told. Immutable. */
public final class Peer {
    /** Null when the name has no address. */
    public final InetAddress address;

    public final int port;
    /** The name where {@link #address} is null. */
    public final String unresolvedName;
    /** Local port of an accepted connection, 0 where it is not known. */
    public final int localPort;
    /** Local address of an accepted connection, null where it is not known. */
    public final InetAddress localAddress;
    /** What {@link ApplicationContext#current()} gave at connect. */
    public final Object applicationContext;

    Peer(
            InetAddress address,
            int port,
            String unresolvedName,
            int localPort,
            InetAddress localAddress,
            Object applicationContext) {
        this.address = address;
        this.port = port;
        this.unresolvedName = unresolvedName;
        this.localPort = localPort;
        this.localAddress = localAddress;
        this.applicationContext = applicationContext;
    }
}
