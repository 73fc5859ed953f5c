package io.sockspan.bootstrap;

import java.net.InetAddress;

/** How a socket became a connection: by an active or a passive OPEN (RFC 9293, section 3.9.1.1). */
public abstract class Opening {
    /** The other end's. */
    public final InetAddress address;
    /** The other end's. */
    public final int port;

    Opening(InetAddress address, int port) {
        this.address = address;
        this.port = port;
    }
}
