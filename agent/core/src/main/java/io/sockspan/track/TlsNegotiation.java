package io.sockspan.track;

import io.sockspan.bootstrap.NameLimit;
import io.sockspan.bootstrap.TlsHandshake;

/** A TLS handshake of one connection, complete or failed. Times are {@link System#nanoTime()}. Immutable. */
public final class TlsNegotiation {
    /**
     * When the call that makes the handshake was entered, or the first of several that did so after a timeout. With an engine, when it began
     * to make the first message, or when the connection had received that.
     */
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

    private final boolean isInterrupted;

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
        isInterrupted = handshake.failure != null && handshake.failure.alert == null;
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

    private TlsNegotiation(long startedAt, long endedAt, String errorType) {
        this.startedAt = startedAt;
        this.endedAt = endedAt;
        this.errorType = errorType;
        protocol = null;
        cipher = null;
        resumed = false;
        isInterrupted = false;
        errorText = null;
        alertBy = null;
    }

    /** A handshake whose connection ended before it. */
    static TlsNegotiation cut(long startedAt, long endedAt, String errorType) {
        return new TlsNegotiation(startedAt, endedAt, errorType);
    }

    private TlsNegotiation(long startedAt, TlsNegotiation last) {
        this.startedAt = startedAt;
        endedAt = last.endedAt;
        protocol = last.protocol;
        cipher = last.cipher;
        resumed = last.resumed;
        isInterrupted = last.isInterrupted;
        errorType = last.errorType;
        errorText = last.errorText;
        alertBy = last.alertBy;
    }

    /** The same handshake, as a continuation of one that {@link #isInterrupted}. */
    TlsNegotiation continuing(TlsNegotiation earlier) {
        return new TlsNegotiation(earlier.startedAt, this);
    }

    /** Whether it has failed by a timeout of a read, after which the application can go on with it. */
    public boolean isInterrupted() {
        return isInterrupted;
    }

    public boolean hasFailed() {
        return errorType != null;
    }
}
