package io.sockspan.recorder;

import java.net.InetAddress;

/** The other end of an accepted connection, and what is known of this one. Immutable. */
public final class AcceptedPeer {
    public final InetAddress address;
    public final int port;
    /** Local port of the connection, 0 where it is not known. */
    public final int localPort;
    /** Local address of the connection, null where it is not known. */
    public final InetAddress localAddress;

    AcceptedPeer(InetAddress address, int port, int localPort, InetAddress localAddress) {
        this.address = address;
        this.port = port;
        this.localPort = localPort;
        this.localAddress = localAddress;
    }
}
