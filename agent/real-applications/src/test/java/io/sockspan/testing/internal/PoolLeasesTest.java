package io.sockspan.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.protocol.ConnectionEnds;
import io.sockspan.testing.internal.pool2.impl.DefaultPooledObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolLeasesTest {
    /** More than may be read from one of two roots. */
    private static final int MANY = 4_000;

    @Test
    void readsAPoolThatALargerObjectLeadsToAsWell() throws Exception {
        try (TwoConnections connections = new TwoConnections()) {
            connections.lend();
            // As a test's fields do: its application context, and a pool that is one of the context's beans.
            Object[] fields = {context(connections.pool), connections.pool};

            Map<ConnectionEnds, Boolean> lent = new PoolLeases().read(Collections.singletonList(fields));

            assertThat(lent).containsEntry(connections.ends.get(0), false).containsEntry(connections.ends.get(1), true);
        }
    }

    /** What a closed connection refers to may lead to the others of its pool. */
    @Test
    void readsNothingBehindAConnectionThatIsClosed() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 2, loopback);
                Socket socket = new Socket(loopback, server.getLocalPort());
                Socket other = new Socket(loopback, server.getLocalPort())) {
            ConnectionEnds ends = Ends.of(socket);
            Object entry = new DefaultPooledObject(new Object[] {socket, new Object[] {other}});
            List<Object> holders = Collections.singletonList(new Object[] {entry});
            assertThat(new PoolLeases().read(holders)).containsOnlyKeys(ends);

            socket.close();
            assertThat(new PoolLeases().read(holders)).isEmpty();
        }
    }

    /** Has the pool among the first of so many objects that the search ends before it has read the pool's own. */
    private static Object context(Object pool) {
        Object[][] beans = new Object[3][MANY];
        for (Object[] some : beans) {
            Arrays.setAll(some, i -> new Object[0]);
        }
        beans[0][0] = pool;
        return beans;
    }
}
