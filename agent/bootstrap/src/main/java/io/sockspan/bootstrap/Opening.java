package io.sockspan.bootstrap;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The active or passive OPEN that made a socket a connection (RFC 9293, section 3.9.1.1). */
public abstract class Opening {
    /** The other end's. */
    public final InetAddress address;
    /** The other end's. */
    public final int port;

    private volatile InetSocketAddress localAtClose;

    Opening(InetAddress address, int port) {
        this.address = address;
        this.port = port;
    }

    /** Close is entered before the agent's thread has come by, which would have asked the descriptor for its local address. */
    final void closing(InetSocketAddress local) {
        localAtClose = local;
    }

    /** The local end at the entry of close; null if it was not read. */
    public final InetSocketAddress localAtClose() {
        return localAtClose;
    }
}
