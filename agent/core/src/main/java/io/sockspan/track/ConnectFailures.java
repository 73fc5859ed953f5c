package io.sockspan.track;

import io.sockspan.tcp.ConnectFailure;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;

/** Maps the exceptions of the JDK's connects to {@link ConnectFailure}. Pure functions. */
final class ConnectFailures {
    private ConnectFailures() {}

    static ConnectFailure of(Throwable failure) {
        if (failure instanceof SocketTimeoutException) {
            return ConnectFailure.TIMED_OUT;
        }
        if (failure instanceof UnknownHostException || failure instanceof UnresolvedAddressException) {
            return ConnectFailure.UNRESOLVED;
        }
        if (failure instanceof NoRouteToHostException || failure instanceof PortUnreachableException) {
            return ConnectFailure.UNREACHABLE;
        }
        if (failure instanceof ClosedChannelException) {
            return ConnectFailure.CLOSED;
        }
        return ofMessage(failure.getMessage());
    }

    /** ConnectException and SocketException have the C library's message for errno (strerror(3)). */
    static ConnectFailure ofMessage(String message) {
        if (message == null) {
            return ConnectFailure.OTHER;
        }
        if (message.contains("refused")) {
            return ConnectFailure.REFUSED;
        }
        if (message.contains("timed out")) {
            return ConnectFailure.TIMED_OUT;
        }
        if (message.contains("unreachable") || message.contains("No route")) {
            return ConnectFailure.UNREACHABLE;
        }
        if (message.contains("closed") || message.contains("Closed by interrupt")) {
            return ConnectFailure.CLOSED;
        }
        return ConnectFailure.OTHER;
    }
}
