package io.sockspan.tcp;

/** Why a connect failed, as far as TCP is concerned; {@link #errorType()} is the value of {@code error.type}. */
public enum ConnectFailure {
    /** The peer answered the SYN with a reset. */
    REFUSED("connection_refused", true),
    /** No answer to the SYN arrived in time. */
    TIMED_OUT("timeout", true),
    /** There is no route, or an ICMP message reported the destination as unreachable. A SYN may or may not have been sent. */
    UNREACHABLE("unreachable", false),
    /** The name has no address: nothing was sent. */
    UNRESOLVED("unresolved_host", false),
    /** The socket was closed while it connected, by another thread or by an interrupt. */
    CLOSED("closed", false),
    /** Anything else. */
    OTHER("other", false);

    private final String errorType;
    private final boolean synSent;

    ConnectFailure(String errorType, boolean synSent) {
        this.errorType = errorType;
        this.synSent = synSent;
    }

    public String errorType() {
        return errorType;
    }

    /** Whether this failure proves that a SYN was sent. */
    public boolean provesSyn() {
        return synSent;
    }
}
