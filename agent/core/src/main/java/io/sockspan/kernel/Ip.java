package io.sockspan.kernel;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * IP addresses as two longs in network order. An IPv4 address is represented by its IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2),
 * so that it is equal in {@code tcp} and {@code tcp6}. Scope ids are ignored, because the kernel's tables do not contain them.
 */
final class Ip {
    private static final long MAPPED = 0xffff_0000_0000L;

    private static final long LINK_LOCAL = 0xfe80 >>> 6;

    private Ip() {}

    /** The lower half of a mapped IPv4 address; the upper half is zero. */
    static long mapped(int ipv4) {
        return MAPPED | ipv4 & 0xffff_ffffL;
    }

    static boolean isMapped(long high, long low) {
        return high == 0 && low >>> 32 == MAPPED >>> 32;
    }

    /** Whether this is the upper half of an address in fe80::/10. */
    static boolean isLinkLocal(long high) {
        return high >>> 54 == LINK_LOCAL;
    }

    static long high(byte[] address) {
        return address.length == 4 ? 0 : bigEndian(address, 0, 8);
    }

    static long low(byte[] address) {
        return address.length == 4 ? mapped((int) bigEndian(address, 0, 4)) : bigEndian(address, 8, 8);
    }

    /** An {@link java.net.Inet4Address} for mapped addresses. */
    static InetAddress address(long high, long low) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (high >>> 56 - 8 * i);
            bytes[8 + i] = (byte) (low >>> 56 - 8 * i);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }

    private static long bigEndian(byte[] bytes, int from, int length) {
        long value = 0;
        for (int i = from; i < from + length; i++) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }
}
