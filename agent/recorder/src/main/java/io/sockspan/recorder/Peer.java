package io.sockspan.recorder;

import java.net.InetAddress;

/** The other end of a connection that is being made. One is made for each, so it has no room for what others know. Immutable. */
public final class Peer {
    public final InetAddress address;
    public final int port;
    /** What {@link ApplicationContext#current()} gave at connect. */
    public final Object applicationContext;

    Peer(InetAddress address, int port, Object applicationContext) {
        this.address = address;
        this.port = port;
        this.applicationContext = applicationContext;
    }
}
