package io.sockspan.testing.internal;

import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import io.sockspan.testing.SocketState;
import java.util.Arrays;
import java.util.List;

/**
 * Libraries that keep connections for later use and close them by themselves. A connection that one of them opened is no leak as long as
 * its state is that of an idle one: connected or ended by the peer, without unread bytes, and with a pool that is not garbage.
 */
final class KnownPools {
    /** The keep-alive cache of java.net.HttpURLConnection. */
    private static final String URL_CONNECTION = "sun.net.www.http.HttpClient";
    /** Prefixes of class names that are on the stack when a library opens a connection that it closes by itself even if it is forgotten. */
    private static final List<String> CARING = Arrays.asList(
            // Closed with its last user.
            "jdk.internal.net.http.", "sun.rmi.transport.tcp.",
            // Its connections are evicted after five minutes, even if nobody holds the client any more.
            "okhttp3.internal.connection.", "com.squareup.okhttp.");

    /** The same for libraries whose pools somebody must close. */
    private static final List<String> OTHERS = Arrays.asList(
            "com.sun.jndi.ldap.",
            // Apache HttpClient 3, 4 and 5.
            "org.apache.commons.httpclient.",
            "org.apache.http.impl.conn.PoolingHttpClientConnectionManager",
            "org.apache.http.impl.nio.reactor.",
            "org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager",
            "org.apache.hc.core5.reactor.",
            "com.zaxxer.hikari.pool.",
            "org.apache.commons.pool2.impl.",
            "org.apache.commons.dbcp2.",
            "org.apache.tomcat.jdbc.pool.",
            "com.mchange.v2.",
            "oracle.ucp.",
            "io.agroal.pool.",
            "com.mongodb.internal.connection.",
            "org.eclipse.jetty.client.",
            "reactor.netty.",
            "org.asynchttpclient.",
            "io.netty.channel.pool.",
            "io.lettuce.core.",
            "io.vertx.core.",
            "software.amazon.awssdk.");

    /** Bytes that the peer's TLS layer may leave behind when it ends a connection: its closing alert. */
    private static final int ALERT = 64;

    private KnownPools() {}

    /** Whether a pool keeps the connection and nobody uses it, as far as its state shows. */
    static boolean seemToHold(RecordedSocket socket) {
        return isPooled(socket) && isIdle(socket);
    }

    /** Whether it may be one of {@code HttpURLConnection}. */
    static boolean isUrlConnection(RecordedSocket socket) {
        return socket.role() == SocketRole.CLIENT && isOpenedBy(socket, URL_CONNECTION);
    }

    /** Whether its pool, if forgotten, would keep the connection until the process ends. */
    static boolean mayBeForgotten(RecordedSocket socket) {
        return isOpenedByAny(socket, OTHERS);
    }

    static boolean isPooled(RecordedSocket socket) {
        return isUrlConnection(socket) || isOpenedByAny(socket, CARING) || isOpenedByAny(socket, OTHERS);
    }

    private static boolean isOpenedByAny(RecordedSocket socket, List<String> openers) {
        return openers.stream().anyMatch(opener -> isOpenedBy(socket, opener));
    }

    private static boolean isOpenedBy(RecordedSocket socket, String opener) {
        return socket.openingStack().stream()
                .anyMatch(frame -> frame.getClassName().startsWith(opener));
    }

    private static boolean isIdle(RecordedSocket socket) {
        if (socket.role() == SocketRole.LISTENER) {
            return true;
        }
        return socket.state() == SocketState.ESTABLISHED && socket.waiting() <= 0
                || socket.state() == SocketState.CLOSE_WAIT && socket.waiting() <= ALERT;
    }
}
