package io.sockspan.bootstrap;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Socket addresses in the form in which Netty's native code returns them: address, scope, port, the numbers big-endian. */
final class NativeAddress {
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;
    /** Four bytes each. */
    private static final int PORT = 4;

    private static final int SCOPE_AND_PORT = 8;

    private NativeAddress() {}

    /** The accept of a connection from an address with its length in the first byte. The peer is unknown if it has another form. */
    static PassiveOpen opening(byte[] address) {
        int length = address[0];
        int bytes = length == IPV4 + PORT ? IPV4 : length == IPV6 + SCOPE_AND_PORT ? IPV6 : 0;
        if (bytes == 0 || address.length <= length) {
            return new PassiveOpen(null, 0, 0, null);
        }
        byte[] host = new byte[bytes];
        System.arraycopy(address, 1, host, 0, bytes);
        int port = (address[length - 1] & 0xff) << 8 | address[length] & 0xff;
        try {
            return new PassiveOpen(InetAddress.getByAddress(host), port, 0, null);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
