package io.sockspan.bootstrap;

import java.net.InetAddress;

/** The active or passive OPEN that made a socket a connection (RFC 9293, section 3.9.1.1). */
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
