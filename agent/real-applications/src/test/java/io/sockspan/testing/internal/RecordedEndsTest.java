package io.sockspan.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.protocol.ConnectionEnds;
import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which socket a pool's connection is, where several have the same local port. */
class RecordedEndsTest {
    private static final String HERE = "127.0.0.1";
    private static final int PORT = 50_000;
    private static final ConnectionEnds POOLED = ConnectionEnds.of(HERE, PORT, "10.0.0.1", 80);

    private final RecordedSocket pooled = socket(1, SocketRole.CLIENT, HERE, "10.0.0.1", 80);

    @Test
    void theRemotePortDecides() {
        assertFound(1, pooled, socket(2, SocketRole.CLIENT, HERE, "10.0.0.1", 81));
        assertFound(1, socket(2, SocketRole.CLIENT, HERE, "10.0.0.1", 81), pooled);
    }

    @Test
    void theRemoteAddressDecides() {
        assertFound(1, socket(2, SocketRole.CLIENT, HERE, "10.0.0.2", 80), pooled);
    }

    @Test
    void theLocalAddressDecides() {
        assertFound(1, socket(2, SocketRole.CLIENT, "127.0.0.2", "10.0.0.1", 80), pooled);
    }

    @Test
    void theServersEndIsAnother() {
        assertFound(1, socket(2, SocketRole.SERVER, HERE, "10.0.0.1", 80), pooled);
    }

    @Test
    void findNothingIfThePoolsConnectionIsNotToBeFound() {
        RecordedSocket leaked = socket(2, SocketRole.CLIENT, HERE, "10.0.0.1", 81);
        RecordedEnds recorded =
                new RecordedEnds(Collections.singletonList(leaked), () -> Arrays.asList(pooled, leaked));

        assertThat(recorded.ids(Collections.singleton(POOLED))).isEmpty();
    }

    @Test
    void findAConnectionBehindASocksProxyByItsPort() {
        RecordedSocket toTheProxy = socket(2, SocketRole.CLIENT, HERE, "10.0.0.9", 1080);

        assertFound(2, toTheProxy);
    }

    private static void assertFound(long id, RecordedSocket... sockets) {
        List<RecordedSocket> all = Arrays.asList(sockets);
        RecordedEnds recorded = new RecordedEnds(all, () -> all);

        assertThat(recorded.ids(Collections.singleton(POOLED))).containsExactly(id);
        assertThat(recorded.byId(Collections.singletonMap(POOLED, true))).containsOnlyKeys(id);
    }

    private static RecordedSocket socket(long id, SocketRole role, String local, String remote, int remotePort) {
        RecordedSocket.Builder socket = new RecordedSocket.Builder();
        socket.id = id;
        socket.role = role;
        socket.open = true;
        socket.localAddress = local;
        socket.localPort = PORT;
        socket.peerAddress = remote;
        socket.peerPort = remotePort;
        return socket.build();
    }
}
