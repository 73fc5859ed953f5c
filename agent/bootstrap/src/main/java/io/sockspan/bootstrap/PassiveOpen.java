package io.sockspan.bootstrap;

import java.net.InetAddress;

/** Accept has returned a connection (a passive OPEN of RFC 9293, section 3.9.1.1); the record says when. Immutable. */
public final class PassiveOpen extends Opening {
    /** Local port of the connection, 0 where it is not known. */
    public final int localPort;
    /** Local address of the connection, null where it is not known. */
    public final InetAddress localAddress;

    PassiveOpen(InetAddress address, int port, int localPort, InetAddress localAddress) {
        super(address, port);
        this.localPort = localPort;
        this.localAddress = localAddress;
    }
}
