package io.sockspan.track;

import static io.sockspan.track.TrackFixture.HERE;
import static io.sockspan.track.TrackFixture.MILLI;
import static io.sockspan.track.TrackFixture.SECOND;
import static io.sockspan.track.TrackFixture.THERE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.track.TrackFixture.Subject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectingTest {
    @TempDir
    Path proc;

    private TrackFixture world;

    @BeforeEach
    void world() {
        world = new TrackFixture(proc);
    }

    @Test
    void tellsBothEndsOfAConnectedClient() {
        TrackedSocket c = world.client().connection();

        assertThat(c.role()).isEqualTo(Role.CLIENT);
        assertThat(c.local()).hasToString("10.0.0.5:51344");
        assertThat(c.remote()).hasToString("10.0.3.7:5432");
        assertThat(c.serverName()).as("an address was given, no name").isNull();
        assertThat(world.observer.transitions)
                .extracting(t -> t.to)
                .containsExactly(TcpState.SYN_SENT, TcpState.ESTABLISHED);
    }

    @Test
    void keepsTheNameThatTheApplicationGave() throws UnknownHostException {
        InetAddress named = InetAddress.getByAddress("db-3", new byte[] {10, 0, 3, 7});

        Subject client = world.socket().connecting(new InetSocketAddress(named, 5432));

        assertThat(client.connection().serverName()).isEqualTo("db-3");
    }

    @Test
    void blockingConnectIsCompleteWhenItReturns() {
        Subject client = world.socket().connecting(THERE);
        world.pass(3 * MILLI);
        client.connected(HERE);

        Transition established = client.connection().tcp().transitions().get(1);
        assertThat(established.earliest).isEqualTo(3 * MILLI);
        assertThat(established.latest).isEqualTo(3 * MILLI);
    }

    @Test
    void pendingConnectWasCompleteSomeTimeBeforeItIsFinished() {
        Subject client = world.socket().connecting(THERE).tells(EventKind.CONNECT_PENDING, null);
        world.pass(3 * MILLI);
        client.connected(HERE);

        Transition established = client.connection().tcp().transitions().get(1);
        assertThat(established.earliest).isZero();
        assertThat(established.latest).isEqualTo(3 * MILLI);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused"), "connection_refused"),
                Arguments.of(new ConnectException("Connection refused (Connection refused)"), "connection_refused"),
                Arguments.of(new SocketTimeoutException("connect timed out"), "timeout"),
                Arguments.of(new ConnectException("Connection timed out"), "timeout"),
                Arguments.of(new NoRouteToHostException("No route to host"), "unreachable"),
                Arguments.of(new ConnectException("Network is unreachable"), "unreachable"),
                Arguments.of(new UnknownHostException("nowhere"), "unresolved_host"),
                Arguments.of(new AsynchronousCloseException(), "closed"),
                Arguments.of(new SocketException("Socket closed"), "closed"),
                Arguments.of(new SocketException("Closed by interrupt"), "closed"),
                Arguments.of(new SocketException("Permission denied"), "other"),
                Arguments.of(new IOException(), "other"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void sortsFailuresByWhatTheyMeanForTcp(Exception failure, String errorType) {
        Subject client = world.socket().connecting(THERE);
        world.pass(MILLI);
        client.tells(EventKind.CONNECT_FAILED, failure);

        assertThat(client.connection().errorType()).isEqualTo(errorType);
        assertThat(client.connection().failedAt()).isEqualTo(MILLI);
        assertThat(client.connection().tcp().state()).isEqualTo(TcpState.CLOSED);
        assertThat(world.observer.failed).containsExactly(client.connection());
        assertThat(client.connection().isOpen()).isTrue();
    }

    @Test
    void refusedConnectHasSentASynAndUnresolvedNameHasNot() {
        Subject refused = world.socket()
                .connecting(THERE)
                .tells(EventKind.CONNECT_FAILED, new ConnectException("Connection refused"));
        Subject unresolved =
                world.socket().tells(EventKind.HOST_UNRESOLVED, TestRecords.peerWithoutAddress("nowhere.invalid", 80));

        assertThat(refused.states()).containsExactly(TcpState.SYN_SENT, TcpState.CLOSED);
        assertThat(unresolved.states()).isEmpty();
        assertThat(unresolved.connection().errorType()).isEqualTo("unresolved_host");
        assertThat(unresolved.connection().serverName()).isEqualTo("nowhere.invalid");
        assertThat(unresolved.connection().role()).isEqualTo(Role.CLIENT);
    }

    @Test
    void failedConnectThatClosesEnds() {
        Subject client = world.socket()
                .connecting(THERE)
                .tells(EventKind.CONNECT_FAILED, new ConnectException("Connection refused"));
        client.closing(TcpState.CLOSED, 0).released();

        assertThat(world.observer.ended).hasSize(1);
        assertThat(world.tracker.open()).isEmpty();
    }

    /** JDK 8 and 11 close a connect that timed out before it returns. */
    @Test
    void connectThatClosesBehindItselfTellsWhyItFailed() {
        Subject client = world.socket().connecting(THERE);
        TrackedSocket c = client.connection();
        client.closing(TcpState.SYN_SENT, 0).released();
        assertThat(world.observer.ended).as("the connect has not told yet").isEmpty();

        client.tells(EventKind.CONNECT_FAILED, new SocketTimeoutException("connect timed out"));

        assertThat(world.observer.ended).containsExactly(c);
        assertThat(c.errorType()).isEqualTo("timeout");
        assertThat(c.tcp().transitions()).extracting(t -> t.to).containsExactly(TcpState.SYN_SENT, TcpState.CLOSED);
    }

    @Test
    void connectEndsEvenIfItsFailureWasDropped() {
        Subject client = world.socket().connecting(THERE);
        TrackedSocket c = client.connection();
        client.closing(TcpState.SYN_SENT, 0).released().missesEvents();

        world.sweep();

        assertThat(world.observer.ended).containsExactly(c);
        assertThat(world.tracker.followed()).isEmpty();
        assertThat(c.incomplete()).isTrue();
        assertThat(c.errorType()).isEqualTo("other");
    }

    @Test
    void connectThatDoesNotReturnIsGivenUpAtLast() {
        Subject client = world.socket().connecting(THERE);
        client.closing(TcpState.SYN_SENT, 0).released();

        world.pass(9 * SECOND);
        world.sweep();
        assertThat(world.observer.ended).isEmpty();

        world.pass(2 * SECOND);
        world.sweep();
        assertThat(world.observer.ended).hasSize(1);
    }

    @Test
    void pendingConnectThatIsGivenUpWasClosed() {
        Subject client = world.socket().connecting(THERE).tells(EventKind.CONNECT_PENDING, null);
        world.pass(MILLI);
        TrackedSocket c = client.connection();
        client.closing(TcpState.SYN_SENT, 0).released();

        assertThat(c.errorType()).isEqualTo("closed");
        assertThat(world.observer.failed).containsExactly(c);
        assertThat(world.observer.ended).containsExactly(c);
        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSED);
    }

    /** A failed asynchronous connect tells no hook why; the JDK closes the channel. */
    @Test
    void pendingConnectThatWasOverBeforeItWasClosedFailedForAnotherReason() {
        Subject client = world.socket().connecting(THERE).tells(EventKind.CONNECT_PENDING, null);
        TrackedSocket c = client.connection();
        world.pass(MILLI);
        client.closing(TcpState.CLOSED, 0).released();

        assertThat(c.errorType()).isEqualTo("other");
        assertThat(c.tcp().transitions()).extracting(t -> t.to).containsExactly(TcpState.SYN_SENT, TcpState.CLOSED);
    }

    @Test
    void pendingConnectThatASweepFoundOverHasFailedAllTheSame() {
        Subject client = world.socket().connecting(THERE).tells(EventKind.CONNECT_PENDING, null);
        TrackedSocket c = client.connection();
        client.inKernel(TcpState.CLOSED);
        world.pass(MILLI);
        world.sweep();
        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSED);

        client.closing(TcpState.CLOSED, 0).released();

        assertThat(c.errorType()).isEqualTo("other");
        assertThat(world.observer.failed).containsExactly(c);
    }

    @Test
    void connectionThatIsClosedBeforeTheApplicationAskedForItWasAConnection() {
        Subject client = world.socket().connecting(THERE).tells(EventKind.CONNECT_PENDING, null);
        TrackedSocket c = client.connection();
        world.pass(MILLI);
        client.closing(TcpState.ESTABLISHED, 0).released();

        assertThat(c.errorType()).isNull();
        assertThat(world.observer.failed).isEmpty();
        assertThat(c.tcp().transitions())
                .extracting(t -> t.to)
                .containsExactly(TcpState.SYN_SENT, TcpState.ESTABLISHED, TcpState.FIN_WAIT_1);
        assertThat(c.tcp().transitions().get(1).evidence).isEqualTo(Evidence.KERNEL);
        assertThat(c.tcp().closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void failedConnectThatIsTriedAgainSucceeds() {
        Subject client = world.socket()
                .connecting(THERE)
                .tells(EventKind.CONNECT_FAILED, new SocketException("Address family not supported by protocol"));
        world.pass(MILLI);
        client.connecting(THERE).connected(HERE);

        assertThat(client.connection().errorType()).isNull();
        assertThat(client.connection().tcp().state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void successWhoseBeginningWasDroppedIsBoundedByTheDescriptorsOwnBeginning() {
        Subject client = world.socket();
        world.pass(5 * MILLI);
        client.missesEvents().connected(HERE);

        assertThat(client.connection().tcp().state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(client.connection().tcp().transitions())
                .allSatisfy(t -> assertThat(t.earliest).isBetween(0L, 5 * MILLI));
        assertThat(client.connection().incomplete()).isTrue();
    }

    @Test
    void failureWhoseBeginningWasDroppedIsBoundedToo() {
        Subject client = world.socket();
        world.pass(5 * MILLI);
        client.missesEvents().tells(EventKind.CONNECT_FAILED, new ConnectException("Connection refused"));

        assertThat(client.states()).containsExactly(TcpState.SYN_SENT, TcpState.CLOSED);
        assertThat(client.connection().tcp().transitions())
                .allSatisfy(t -> assertThat(t.earliest).isBetween(0L, 5 * MILLI));
    }

    @Test
    void synThatMeetsItselfIsASimultaneousOpen() {
        InetSocketAddress self = new InetSocketAddress("127.0.0.1", 7000);
        Subject client = world.socket().connecting(self).connected(self);

        assertThat(client.states()).containsExactly(TcpState.SYN_SENT, TcpState.SYN_RECEIVED, TcpState.ESTABLISHED);
    }

    /** The JDK connects to an address of this host instead, and the kernel's table knows nothing of the wildcard. */
    @Test
    void takesThePeersAddressFromTheConnectionWhereItWasTheWildcard() {
        Subject client = world.socket().connecting(new InetSocketAddress("0.0.0.0", 5432));

        client.connected(HERE);

        assertThat(client.connection().remote()).isEqualTo(new Endpoint(HERE.getAddress(), 5432));
    }
}
