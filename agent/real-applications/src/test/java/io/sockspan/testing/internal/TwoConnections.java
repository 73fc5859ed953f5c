package io.sockspan.testing.internal;

import io.sockspan.protocol.ConnectionEnds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpHost;
import org.apache.http.conn.ManagedHttpClientConnection;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.protocol.BasicHttpContext;
import org.apache.http.protocol.HttpContext;

/** A real pool with two connections, idle at first, to a server that answers nothing. For one thread. */
final class TwoConnections implements AutoCloseable {
    private static final int MOMENT = 60;

    final PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager();
    /** In the order in which they were opened. */
    final List<ConnectionEnds> ends = new ArrayList<>();

    private final ServerSocket server;
    private final HttpRoute route;

    TwoConnections() throws Exception {
        server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        route = new HttpRoute(new HttpHost(InetAddress.getLoopbackAddress(), server.getLocalPort()));
        pool.setDefaultMaxPerRoute(2);
        HttpClientConnection first = connect();
        HttpClientConnection second = connect();
        giveBack(first);
        giveBack(second);
    }

    private HttpClientConnection connect() throws Exception {
        HttpClientConnection connection = lend();
        HttpContext context = new BasicHttpContext();
        pool.connect(connection, route, (int) TimeUnit.SECONDS.toMillis(MOMENT), context);
        pool.routeComplete(connection, route, context);
        ends.add(Ends.of(((ManagedHttpClientConnection) connection).getSocket()));
        return connection;
    }

    /** The one that was given back last. */
    HttpClientConnection lend() throws Exception {
        return pool.requestConnection(route, null).get(MOMENT, TimeUnit.SECONDS);
    }

    void giveBack(HttpClientConnection connection) {
        pool.releaseConnection(connection, null, 0, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        pool.close();
        server.close();
    }
}
