package io.sockspan.testing.internal;

import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import io.sockspan.testing.SocketState;
import java.util.Arrays;
import java.util.List;

/**
 * What a connection's state shows about its use, if a library opened it for its pool. A connection is no leak as long as its state is that
 * of an idle one: connected or ended by the peer, without unread bytes, and with a pool that is not garbage. The agent knows the libraries.
 */
final class PooledState {
    /** As the agent names it. */
    private static final String URL_CONNECTION = "HttpURLConnection";

    private static final String HTTP_CLIENT = "java.net.http";

    private static final List<String> EVENT_LOOPS = Arrays.asList("Vert.x", "Reactor Netty");

    /** Bytes that the peer's TLS layer may leave behind when it ends a connection: its closing alert. */
    private static final int ALERT = 64;

    private PooledState() {}

    /** Whether a pool keeps the connection and nobody uses it, as far as its state shows. */
    static boolean seemsIdle(RecordedSocket socket) {
        return isPooled(socket) && isIdle(socket);
    }

    /** Whether it may be one of {@code HttpURLConnection}. */
    static boolean isUrlConnection(RecordedSocket socket) {
        return socket.role() == SocketRole.CLIENT && URL_CONNECTION.equals(socket.pool());
    }

    /** Whether it may be one of {@code java.net.http.HttpClient}. */
    static boolean isHttpClient(RecordedSocket socket) {
        return socket.role() == SocketRole.CLIENT && HTTP_CLIENT.equals(socket.pool());
    }

    /** Whether it may be one of a library whose connections only their event loops know. */
    static boolean isOfEventLoop(RecordedSocket socket) {
        return socket.role() == SocketRole.CLIENT && EVENT_LOOPS.contains(socket.pool());
    }

    static boolean isPooled(RecordedSocket socket) {
        return socket.pool() != null;
    }

    private static boolean isIdle(RecordedSocket socket) {
        if (socket.role() == SocketRole.LISTENER) {
            return true;
        }
        return socket.state() == SocketState.ESTABLISHED && socket.waiting() <= 0
                || socket.state() == SocketState.CLOSE_WAIT && socket.waiting() <= ALERT;
    }
}
