package io.sockspan.bootstrap;

/**
 * A TLS handshake of one connection, complete or failed. Times are {@link System#nanoTime()}. Has nothing secret: no keys, no session ids,
 * no certificates. Immutable.
 */
public final class TlsHandshake {
    /** When the call that makes the handshake was entered. */
    public final long startedAt;
    /** When the handshake was complete, or failed. */
    public final long endedAt;
    /** The protocol as the JDK names it, such as {@code TLSv1.3}; null if the handshake failed. */
    public final String protocol;
    /** The cipher suite's standard name; null if the handshake failed. */
    public final String cipher;
    /** Whether both sides resumed an earlier session. */
    public final boolean resumed;
    /** Null if it is complete. */
    public final TlsFailure failure;

    private TlsHandshake(
            long startedAt, long endedAt, String protocol, String cipher, boolean resumed, TlsFailure failure) {
        this.startedAt = startedAt;
        this.endedAt = endedAt;
        this.protocol = protocol;
        this.cipher = cipher;
        this.resumed = resumed;
        this.failure = failure;
    }

    static TlsHandshake complete(long startedAt, long endedAt, String protocol, String cipher, boolean resumed) {
        return new TlsHandshake(startedAt, endedAt, protocol, cipher, resumed, null);
    }

    static TlsHandshake failed(long startedAt, long endedAt, TlsFailure failure) {
        return new TlsHandshake(startedAt, endedAt, null, null, false, failure);
    }
}
