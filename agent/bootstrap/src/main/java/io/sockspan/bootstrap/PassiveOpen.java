package io.sockspan.bootstrap;

import java.net.InetAddress;

/** Accept returned a connection (a passive OPEN of RFC 9293, section 3.9.1.1), at {@link SocketRecord#openedAt}. Immutable. */
public final class PassiveOpen extends Opening {
    /** Local port of the connection; 0 if unknown. */
    public final int localPort;
    /** Local address of the connection; null if unknown. */
    public final InetAddress localAddress;

    PassiveOpen(InetAddress address, int port, int localPort, InetAddress localAddress) {
        super(address, port);
        this.localPort = localPort;
        this.localAddress = localAddress;
    }
}
