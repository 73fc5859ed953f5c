package io.sockspan.track;

import io.sockspan.bootstrap.NameLimit;
import io.sockspan.bootstrap.TlsHandshake;

/** A TLS handshake of one connection, complete or failed. Times are {@link System#nanoTime()}. Immutable. */
public final class TlsNegotiation {
    /** When the call that makes the handshake was entered. */
    public final long startedAt;
    /** When the handshake was complete, or failed. */
    public final long endedAt;
    /** The agreed protocol as the JDK names it, such as {@code TLSv1.3}; null if the handshake failed. */
    public final String protocol;
    /** The agreed cipher suite's standard name; null if the handshake failed. */
    public final String cipher;
    /** Whether both sides resumed an earlier session. */
    public final boolean resumed;
    /** Value of {@code error.type} if the handshake failed; else null. */
    public final String errorType;
    /** Why it failed, as the TLS layer says it; null if it did not fail, or nothing more is known. */
    public final String errorText;
    /** Which side sent the alert that ended it; null if there was none. */
    public final AlertBy alertBy;

    /** The side that gave up, and said why in an alert (RFC 8446, section 6). */
    public enum AlertBy {
        LOCAL("local"),
        REMOTE("remote");

        private final String label;

        AlertBy(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    TlsNegotiation(TlsHandshake handshake) {
        startedAt = handshake.startedAt;
        endedAt = handshake.endedAt;
        protocol = handshake.protocol;
        cipher = handshake.cipher;
        resumed = handshake.resumed;
        if (handshake.failure == null) {
            errorType = null;
            errorText = null;
            alertBy = null;
        } else {
            TlsFailures why = new TlsFailures(handshake.failure);
            errorType = why.errorType();
            errorText = NameLimit.bounded(why.text());
            alertBy = why.alertBy();
        }
    }

    public boolean hasFailed() {
        return errorType != null;
    }
}
