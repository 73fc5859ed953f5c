package io.sockspan.junit;

import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import io.sockspan.testing.SocketState;
import java.util.Arrays;
import java.util.List;

/**
 * Libraries that keep connections for later use, and end them by themselves. A connection that one of them opened is no leak as long
 * as it looks like an idle one: connected or ended by the peer, nothing in it that nobody has read, and its pool not forgotten.
 */
final class KnownPools {
    /** Beginnings of the names of classes that are on the stack when the library opens a connection. */
    private static final List<String> OPENERS = Arrays.asList(
            // The keep-alive cache of java.net.HttpURLConnection.
            "sun.net.www.http.HttpClient",
            // java.net.http.HttpClient, which cannot be closed before Java 21.
            "jdk.internal.net.http.",
            // RMI and what is remote of JMX.
            "sun.rmi.transport.tcp.",
            "com.sun.jndi.ldap.",
            // Apache HttpClient 4 and 5.
            "org.apache.http.impl.conn.PoolingHttpClientConnectionManager",
            "org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager",
            "org.apache.hc.core5.reactor.",
            "okhttp3.internal.connection.",
            "com.zaxxer.hikari.pool.",
            "org.apache.commons.pool2.impl.",
            "org.apache.commons.dbcp2.",
            "org.apache.tomcat.jdbc.pool.",
            "com.mchange.v2.",
            "com.mongodb.internal.connection.",
            "org.eclipse.jetty.client.");

    private KnownPools() {}

    static boolean hold(RecordedSocket socket) {
        return isPooled(socket) && !socket.isDropped() && isIdle(socket);
    }

    /** Whether one of them opened it, however it is now. */
    static boolean isPooled(RecordedSocket socket) {
        return socket.openingStack().stream()
                .anyMatch(frame -> OPENERS.stream().anyMatch(frame.getClassName()::startsWith));
    }

    private static boolean isIdle(RecordedSocket socket) {
        return socket.role() == SocketRole.LISTENER
                || socket.waiting() <= 0
                        && (socket.state() == SocketState.ESTABLISHED || socket.state() == SocketState.CLOSE_WAIT);
    }
}
