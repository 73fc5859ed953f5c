package io.sockspan.track;

import io.sockspan.bootstrap.TlsFailure;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/** Says why a TLS handshake failed. No method of an application's exception is called. */
final class TlsFailures {
    /** What the JDK says where it knows nothing more than the cause. */
    private static final String NOTHING_MORE = "Couldn't kickstart handshaking";

    /** Causes can form a circle. */
    private static final int DEEPEST_CAUSE = 8;

    private final TlsFailure failure;
    /** What TCP has to do with it: null if TLS alone failed. */
    private final String transport;

    TlsFailures(TlsFailure failure) {
        this.failure = failure;
        this.transport = failure.received ? null : transport(failure.cause);
    }

    /** The name of the alert (RFC 8446, section 6), or what happened to the connection below. */
    String errorType() {
        if (transport != null) {
            return transport;
        }
        return failure.alert == null ? "other" : failure.alert.toLowerCase(Locale.ROOT);
    }

    /** Null if no alert reached the peer: the connection failed, or the handshake could not even begin. */
    TlsNegotiation.AlertBy alertBy() {
        if (transport != null) {
            return null;
        }
        if (failure.received) {
            return TlsNegotiation.AlertBy.REMOTE;
        }
        return failure.sent ? TlsNegotiation.AlertBy.LOCAL : null;
    }

    /** In the TLS layer's own words; may be null. */
    String text() {
        boolean says = failure.diagnostic != null && !failure.diagnostic.equals(NOTHING_MORE);
        if (says) {
            return failure.diagnostic;
        }
        return isJdks(failure.cause) ? failure.cause.getMessage() : null;
    }

    /** Why a handshake came to no end on a connection that is released. */
    static String ofConnection(TrackedSocket socket) {
        if (socket.errorType() != null) {
            return socket.errorType();
        }
        TcpState state = socket.tcp().state();
        TcpState atClose = TcpInfo.state(socket.record().tcpInfoAtClose);
        if (state == TcpState.CLOSE_WAIT || state == TcpState.LAST_ACK || atClose == TcpState.CLOSE_WAIT) {
            return "peer_closed";
        }
        return atClose == TcpState.CLOSED ? "connection_reset" : "closed";
    }

    private static String transport(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; depth < DEEPEST_CAUSE && isJdks(cause); depth++) {
            if (cause instanceof EOFException) {
                return "peer_closed";
            }
            if (cause instanceof SocketTimeoutException) {
                return "timeout";
            }
            if (cause instanceof ClosedChannelException) {
                return "closed";
            }
            if (cause instanceof SocketException) {
                return ofMessage(cause.getMessage());
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** SocketException has the C library's message for errno (strerror(3)), or one of the JDK's. */
    private static String ofMessage(String message) {
        if (message == null) {
            return "other";
        }
        if (message.contains("reset") || message.contains("Broken pipe")) {
            return "connection_reset";
        }
        return message.contains("closed") || message.contains("Closed by interrupt") ? "closed" : "other";
    }

    private static boolean isJdks(Throwable failure) {
        return failure != null && failure.getClass().getClassLoader() == null;
    }
}
