package io.sockspan.bootstrap;

/** A call in which a thread makes a TLS handshake. For that thread. */
public final class TlsCall {
    final SocketRecord record;
    final long startedAt = System.nanoTime();
    /** The call in which this one is made, such as the handshake with a proxy through which this connection goes; null if there is none. */
    final TlsCall outer;

    private final Object transport;
    private boolean reported;

    TlsCall(Object transport, SocketRecord record, TlsCall outer) {
        this.transport = transport;
        this.record = record;
        this.outer = outer;
    }

    /** Whether this call makes the handshake of that socket. */
    boolean isOf(Object socket) {
        return transport == socket;
    }

    /** True the first time: what the TLS layer reports later only follows from it. */
    boolean report() {
        boolean isFirst = !reported;
        reported = true;
        return isFirst;
    }
}
