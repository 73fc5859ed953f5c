package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.sockspan.modules.Modules;
import io.sockspan.tcp.TcpState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What this machine's kernel answers to look-ups is what its table shows. */
class LiveLookUpsTest {
    private static final long MILLI = 1_000_000;
    private static DiagSocket socket;

    private final ProcNetTcp table = new ProcNetTcp(Proc.ofThisSystem(), System::nanoTime);
    private final LookUps lookUps = new LookUps(socket, Proc.ofThisSystem(), System::nanoTime);

    @BeforeAll
    static void link() {
        assumeThat(Proc.ofThisSystem().isAvailable()).isTrue();
        try {
            socket = NetlinkSocket.link(new Modules(ByteBuddyAgent.install()));
        } catch (UnsupportedOperationException otherJava) {
            assumeThat(otherJava).as("the foreign function API").isNull();
        } catch (IllegalStateException notAttached) {
            assumeThat(notAttached).as("an agent of its own").isNull();
        }
        boolean isAllowed = socket.open();
        socket.close();
        assumeThat(isAllowed).as("sock_diag").isTrue();
    }

    @ParameterizedTest
    @CsvSource({"INET, 127.0.0.1", "INET6, 127.0.0.1", "INET6, ::1"})
    void showWhatTheTableShows(StandardProtocolFamily family, String loopback) throws IOException {
        InetAddress address = InetAddress.getByName(loopback);
        try (ServerSocketChannel listener = listen(family, address);
                SocketChannel client = connect(family, listener)) {
            Tuple tuple = tuple(client);
            ProcSnapshot waiting = assertSame(tuple, listener, TcpState.ESTABLISHED, TcpState.ESTABLISHED);
            assertThat(waiting.mirror(tuple).inode()).as("not accepted").isZero();
            assertThat(waiting.listeners(port(listener)))
                    .extracting(Row::rxQueue)
                    .containsExactly(1L);

            SocketChannel server = listener.accept();
            client.write(ByteBuffer.allocate(1_000));
            await().until(() -> lookUp(tuple).mirror(tuple).rxQueue() == 1_000);
            ProcSnapshot unread = assertSame(tuple, listener, TcpState.ESTABLISHED, TcpState.ESTABLISHED);
            assertThat(unread.mirror(tuple).inode()).isNotZero();

            client.close();
            ProcSnapshot finWait = assertSame(tuple, listener, TcpState.FIN_WAIT_2, TcpState.CLOSE_WAIT);
            assertThat(finWait.row(tuple).knowsStart()).isTrue();

            server.read(ByteBuffer.allocate(1_001));
            long before = System.nanoTime();
            server.close();
            long after = System.nanoTime();
            ProcSnapshot timeWait = assertSame(tuple, listener, TcpState.TIME_WAIT, null);
            Row row = timeWait.row(tuple);
            assertThat(row.startedEarliest()).isLessThanOrEqualTo(after);
            assertThat(row.startedLatest()).isGreaterThanOrEqualTo(before);
            assertThat(row.startedLatest() - row.startedEarliest())
                    .as("as exact as a jiffy and the look-up")
                    .isLessThanOrEqualTo(row.readEnded() - row.readBegan() + 20 * MILLI);
        }
    }

    @ParameterizedTest
    @CsvSource({"INET, 127.0.0.1", "INET6, 127.0.0.1", "INET6, ::1"})
    void showThatAConnectionIsGoneAfterAReset(StandardProtocolFamily family, String loopback) throws IOException {
        try (ServerSocketChannel listener = listen(family, InetAddress.getByName(loopback));
                SocketChannel client = connect(family, listener);
                SocketChannel server = listener.accept()) {
            Tuple tuple = tuple(client);
            client.setOption(StandardSocketOptions.SO_LINGER, 0);
            client.close();

            assertSame(tuple, listener, null, null);
            assertThat(server.isOpen()).isTrue();
        }
    }

    /** The peer's buffer is full, so the FIN waits behind unsent bytes. */
    @ParameterizedTest
    @CsvSource({"INET, 127.0.0.1", "INET6, ::1"})
    void showAFinThatIsNotSent(StandardProtocolFamily family, String loopback) throws IOException {
        try (ServerSocketChannel listener = listen(family, InetAddress.getByName(loopback));
                SocketChannel client = connect(family, listener);
                SocketChannel server = listener.accept()) {
            Tuple tuple = tuple(client);
            client.configureBlocking(false);
            await().until(() -> client.write(ByteBuffer.allocate(1 << 20)) == 0);
            client.close();

            ProcSnapshot full = assertSame(tuple, listener, TcpState.FIN_WAIT_1, TcpState.ESTABLISHED);
            assertThat(full.row(tuple).txQueue()).isPositive();
            assertThat(full.row(tuple).inode()).isZero();
            assertThat(server.isOpen()).isTrue();
        }
    }

    /** Looks up and reads until both show the states; then both show the same in every respect. Returns what was looked up. */
    private ProcSnapshot assertSame(Tuple tuple, ServerSocketChannel listener, TcpState own, TcpState peer)
            throws IOException {
        int port = port(listener);
        ProcSnapshot[] found = new ProcSnapshot[2];
        await().untilAsserted(() -> {
            found[0] = lookUp(tuple);
            found[1] = table.read(List.of(tuple));
            for (ProcSnapshot each : found) {
                assertThat(each.isComplete()).isTrue();
                assertThat(state(each.row(tuple))).isEqualTo(own);
                assertThat(state(each.mirror(tuple))).isEqualTo(peer);
            }
            assertThat(withoutTimer(found[0].row(tuple))).isEqualTo(withoutTimer(found[1].row(tuple)));
            assertThat(withoutTimer(found[0].mirror(tuple))).isEqualTo(withoutTimer(found[1].mirror(tuple)));
        });
        assertThat(found[0].listeners(port))
                .hasToString(found[1].listeners(port).toString());
        assertSameStart(found[0].row(tuple), found[1].row(tuple));
        assertSameStart(found[0].mirror(tuple), found[1].mirror(tuple));
        return found[0];
    }

    private static void assertSameStart(Row lookedUp, Row read) {
        if (lookedUp == null) {
            return;
        }
        assertThat(lookedUp.timer() == Timer.TIME_WAIT).isEqualTo(read.timer() == Timer.TIME_WAIT);
        assertThat(lookedUp.knowsStart()).isEqualTo(read.knowsStart());
        if (read.knowsStart()) {
            assertThat(lookedUp.startedEarliest()).isLessThanOrEqualTo(read.startedLatest());
            assertThat(lookedUp.startedLatest()).isGreaterThanOrEqualTo(read.startedEarliest());
        }
    }

    /** Timers run between the two. */
    private static String withoutTimer(Row row) {
        return row == null ? null : row.toString().replaceAll("timer \\S+ \\d+", "");
    }

    private static TcpState state(Row row) {
        return row == null ? null : row.state();
    }

    private ProcSnapshot lookUp(Tuple tuple) {
        return lookUps.read(List.of(tuple), true);
    }

    private static ServerSocketChannel listen(StandardProtocolFamily family, InetAddress address) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(family);
        try {
            return listener.bind(new InetSocketAddress(address, 0));
        } catch (IOException noSuchAddress) {
            listener.close();
            assumeThat(noSuchAddress).as("%s", address).isNull();
            throw noSuchAddress;
        }
    }

    private static SocketChannel connect(StandardProtocolFamily family, ServerSocketChannel to) throws IOException {
        SocketChannel client = SocketChannel.open(family);
        client.connect(to.getLocalAddress());
        return client;
    }

    private static int port(ServerSocketChannel listener) throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    private static Tuple tuple(SocketChannel client) throws IOException {
        InetSocketAddress local = (InetSocketAddress) client.getLocalAddress();
        InetSocketAddress remote = (InetSocketAddress) client.getRemoteAddress();
        return Tuple.of(local.getAddress(), local.getPort(), remote.getAddress(), remote.getPort());
    }
}
