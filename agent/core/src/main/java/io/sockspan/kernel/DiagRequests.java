package io.sockspan.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes requests of sock_diag(7), {@code struct inet_diag_req_v2} behind a header of netlink(7), into a buffer. Pure functions. */
final class DiagRequests {
    static final int LENGTH = 72;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final short SOCK_DIAG_BY_FAMILY = 20;
    static final short NLM_F_REQUEST = 1;
    static final short NLM_F_DUMP = 0x300;

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_LISTEN = 10;
    private static final int ALL_STATES = -1;
    /** Where the addresses are in {@code struct inet_diag_sockid}, and in the whole request. */
    private static final int SOURCE_PORT = 24;

    private static final int DESTINATION_PORT = 26;
    private static final int SOURCE = 28;
    private static final int DESTINATION = 44;
    private static final int COOKIE = 64;
    private static final int ANY_COOKIE = -1;

    private DiagRequests() {}

    /** Asks for the socket at one end of a connection. */
    static void lookUp(Tuple end, int sequence, ByteBuffer to) {
        boolean isIpv4 = end.isIpv4();
        int at = begin(NLM_F_REQUEST, sequence, isIpv4 ? AF_INET : AF_INET6, ALL_STATES, to);
        putPort(end.localPort, to, at + SOURCE_PORT);
        putPort(end.remotePort, to, at + DESTINATION_PORT);
        putAddress(end.localHigh, end.localLow, isIpv4, to, at + SOURCE);
        putAddress(end.remoteHigh, end.remoteLow, isIpv4, to, at + DESTINATION);
        to.putInt(at + COOKIE, ANY_COOKIE).putInt(at + COOKIE + Integer.BYTES, ANY_COOKIE);
    }

    /** Asks for all listeners of an address family. Those that serve both protocols are of {@link #AF_INET6}. */
    static void listeners(int family, int sequence, ByteBuffer to) {
        begin((short) (NLM_F_REQUEST | NLM_F_DUMP), sequence, family, 1 << TCP_LISTEN, to);
    }

    private static int begin(short flags, int sequence, int family, int states, ByteBuffer to) {
        int at = to.position();
        to.putInt(LENGTH).putShort(SOCK_DIAG_BY_FAMILY).putShort(flags).putInt(sequence);
        int port = 0;
        to.putInt(port);
        byte nothingMore = 0;
        to.put((byte) family)
                .put((byte) IPPROTO_TCP)
                .put(nothingMore)
                .put((byte) 0)
                .putInt(states);
        while (to.position() < at + LENGTH) {
            to.putLong(0);
        }
        return at;
    }

    private static void putPort(int port, ByteBuffer to, int at) {
        to.put(at, (byte) (port >>> 8)).put(at + 1, (byte) port);
    }

    private static void putAddress(long high, long low, boolean isIpv4, ByteBuffer to, int at) {
        boolean isSwapped = to.order() == ByteOrder.LITTLE_ENDIAN;
        if (isIpv4) {
            to.putInt(at, isSwapped ? Integer.reverseBytes((int) low) : (int) low);
        } else {
            to.putLong(at, isSwapped ? Long.reverseBytes(high) : high);
            to.putLong(at + Long.BYTES, isSwapped ? Long.reverseBytes(low) : low);
        }
    }
}
