package io.sockspan.bootstrap;

/** How the JDK's TLS layer reported that a handshake failed. Immutable. */
public final class TlsFailure {
    /** The alert that names the failure, as the JDK's constant is named, such as {@code CERTIFICATE_UNKNOWN}; null for a timeout. */
    public final String alert;
    /** Whether it was sent to the peer. */
    public final boolean sent;
    /** Whether the peer sent the alert. */
    public final boolean received;
    /** What the TLS layer says about it; may be null. */
    public final String diagnostic;
    /** May be null, and may be an exception of the application. */
    public final Throwable cause;

    TlsFailure(String alert, boolean sent, boolean received, String diagnostic, Throwable cause) {
        this.alert = alert;
        this.sent = sent;
        this.received = received;
        this.diagnostic = diagnostic;
        this.cause = cause;
    }
}
