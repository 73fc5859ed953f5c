package io.sockspan.bootstrap;

import java.util.Arrays;

/**
 * The random of a ClientHello (RFC 8446, section 4.1.2): 32 bytes that a client makes anew for each handshake, and that are sent in the clear.
 * They tie the engine that made or took the ClientHello to the connection that carried it, whatever library lies between the two. A peer may
 * repeat them, and may choose them so that their hash codes are the same: they are ordered so that maps stay fast. Immutable.
 */
final class HelloRandom implements Comparable<HelloRandom> {
    /** The header, and the longest content (RFC 8446, section 5.1). */
    static final int LONGEST_RECORD = 5 + (1 << 14);

    private static final byte HANDSHAKE_RECORD = 22;
    private static final byte MAJOR_VERSION = 3;
    private static final byte CLIENT_HELLO = 1;

    /** Behind the record's header of 5 bytes. */
    private static final int TYPE = 5;
    /** Behind the message's header of 4 bytes, and a version of 2. */
    private static final int RANDOM = 11;

    private static final int LENGTH = 32;

    private final byte[] bytes;

    HelloRandom(byte[] bytes) {
        this.bytes = bytes;
    }

    /** That of a ClientHello with which the transferred bytes begin; null if they begin with something else. */
    static HelloRandom at(long address, long count) {
        // All but the records of a handshake end at the first comparison of bytes.
        if (count < RANDOM + LENGTH
                || NativeMemory.byteAt(address) != HANDSHAKE_RECORD
                || NativeMemory.byteAt(address + 1) != MAJOR_VERSION
                || NativeMemory.byteAt(address + TYPE) != CLIENT_HELLO) {
            return null;
        }
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bytes[i] = NativeMemory.byteAt(address + RANDOM + i);
        }
        return new HelloRandom(bytes);
    }

    @Override
    public int compareTo(HelloRandom other) {
        for (int i = 0; i < LENGTH; i++) {
            if (bytes[i] != other.bytes[i]) {
                return bytes[i] - other.bytes[i];
            }
        }
        return 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HelloRandom && Arrays.equals(bytes, ((HelloRandom) other).bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
