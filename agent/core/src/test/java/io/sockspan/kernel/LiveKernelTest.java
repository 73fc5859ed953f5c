package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import io.sockspan.tcp.TcpState;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets on loopback, and what this machine's kernel says of them. */
class LiveKernelTest {
    private static final long MILLIS = 1_000_000;

    private final ProcNetTcp table = new ProcNetTcp(Proc.ofThisSystem(), System::nanoTime);
    private final Descriptors descriptors = new Descriptors(Proc.ofThisSystem());

    @BeforeEach
    void onlyOnLinux() {
        assumeThat(Proc.ofThisSystem().isAvailable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    @SuppressWarnings("try") // Who closes when is what this is about.
    void followsAnActiveCloseToTimeWait(String loopback) throws IOException {
        InetAddress address = addressOfThisMachine(loopback);
        try (ServerSocket listener = new ServerSocket(0, 5, address);
                Socket client = new Socket(address, listener.getLocalPort());
                Socket server = listener.accept()) {
            Tuple tuple = Tuple.of(address, client.getLocalPort(), address, client.getPort());
            assertThat(read(tuple).row(tuple).state()).isEqualTo(TcpState.ESTABLISHED);
            assertThat(read(tuple).mirror(tuple).state()).isEqualTo(TcpState.ESTABLISHED);

            long beforeClose = System.nanoTime();
            client.close();
            Row finWait = awaitState(tuple, TcpState.FIN_WAIT_2);
            assertThat(read(tuple).mirror(tuple).state()).isEqualTo(TcpState.CLOSE_WAIT);

            long beforePeerClose = System.nanoTime();
            server.close();
            long afterPeerClose = System.nanoTime();
            Row timeWait = awaitState(tuple, TcpState.TIME_WAIT);

            // The peer's kernel may take its time to acknowledge our FIN, so close is a lower bound only.
            assertStarted(finWait, beforeClose, finWait.readEnded());
            assertStarted(timeWait, beforePeerClose, afterPeerClose);
        }
    }

    @Test
    void tellsWhatWaitsToBeReadAndToBeAccepted() throws IOException {
        InetAddress address = InetAddress.getByName("127.0.0.1");
        try (ServerSocket listener = new ServerSocket(0, 5, address);
                Socket first = new Socket(address, listener.getLocalPort());
                Socket second = new Socket(address, listener.getLocalPort())) {
            assertThat(second.isConnected()).isTrue();
            assertThat(table.read(Set.of()).listeners(listener.getLocalPort()))
                    .extracting(Row::rxQueue)
                    .containsExactly(2L);

            first.getOutputStream().write(new byte[17]);
            Tuple server = Tuple.of(null, listener.getLocalPort(), address, first.getLocalPort());
            await().atMost(ONE_MINUTE)
                    .untilAsserted(
                            () -> assertThat(read(server).row(server).rxQueue()).isEqualTo(17));
        }
    }

    @Test
    void findsTheSocketOfADescriptor() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Row row = table.read(Set.of()).listeners(listener.getLocalPort()).get(0);
            List<Long> inodes = new ArrayList<>();
            for (String number : new File("/proc/self/fd").list()) {
                descriptors.socketInode(Integer.parseInt(number)).ifPresent(inodes::add);
            }

            assertThat(inodes).contains(row.inode());
        }
    }

    @Test
    void countsDescriptors() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        OptionalLong before = descriptors.open();
        for (int i = 0; i < 100; i++) {
            sockets.add(new ServerSocket(0));
        }
        OptionalLong after = descriptors.open();
        for (ServerSocket socket : sockets) {
            socket.close();
        }

        assertThat(after.getAsLong() - before.getAsLong()).isBetween(90L, 110L);
        assertThat(descriptors.limit()).isPresent();
        assertThat(descriptors.problem()).isNull();
    }

    @Test
    void readsTheLimitOfBacklogs() {
        assertThat(new Sysctl(Proc.ofThisSystem()).somaxconn().getAsInt()).isPositive();
    }

    private static void assertStarted(Row row, long notBefore, long notAfter) {
        assertThat(row.inode()).isZero();
        assertThat(row.knowsStart()).isTrue();
        assertThat(row.startedEarliest()).isLessThanOrEqualTo(notAfter);
        assertThat(row.startedLatest()).isGreaterThanOrEqualTo(notBefore);
        // The kernel searches its table for milliseconds, longer on a busy machine; the row says how long. The rest is
        // the precision of the timer, which does not depend on the machine.
        long waited = row.readEnded() - row.readBegan();
        assertThat(row.startedLatest() - row.startedEarliest()).isLessThanOrEqualTo(waited + 20 * MILLIS);
    }

    private Row awaitState(Tuple tuple, TcpState state) {
        return await().atMost(ONE_MINUTE)
                .until(() -> read(tuple).row(tuple), row -> row != null && row.state() == state);
    }

    private ProcSnapshot read(Tuple tuple) {
        return table.read(Set.of(tuple));
    }

    private static InetAddress addressOfThisMachine(String literal) throws IOException {
        InetAddress address = InetAddress.getByName(literal);
        try (ServerSocket probe = new ServerSocket(0, 1, address)) {
            assertThat(probe.isBound()).isTrue();
        } catch (IOException noSuchAddress) {
            assumeThat(noSuchAddress).as(literal).isNull();
        }
        return address;
    }
}
