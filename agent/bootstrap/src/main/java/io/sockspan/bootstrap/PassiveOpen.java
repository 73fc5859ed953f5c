package io.sockspan.bootstrap;

import java.net.InetAddress;

/** Accept returned a connection (a passive OPEN of RFC 9293, section 3.9.1.1), at {@link SocketRecord#openedAt}. Immutable, once it is published. */
public final class PassiveOpen extends Opening {
    /** Local port of the connection; 0 if unknown. */
    public final int localPort;
    /** Local address of the connection; null if unknown. */
    public final InetAddress localAddress;

    private byte[] tcpInfo;

    PassiveOpen(InetAddress address, int port, int localPort, InetAddress localAddress) {
        super(address, port);
        this.localPort = localPort;
        this.localAddress = localAddress;
    }

    void tcpInfo(byte[] bytes) {
        tcpInfo = bytes;
    }

    /** The whole tcp_info when accept returned; null if it was not read. */
    public byte[] tcpInfo() {
        return tcpInfo;
    }
}
