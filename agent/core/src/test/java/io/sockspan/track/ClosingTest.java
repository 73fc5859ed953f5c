package io.sockspan.track;

import static io.sockspan.track.TrackFixture.MILLI;
import static io.sockspan.track.TrackFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.SocketFollower;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.TrackFixture.Subject;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosingTest {
    private static final int FIN_WAIT_2 = TcpState.FIN_WAIT_2.kernelNumber();
    private static final int ESTABLISHED = TcpState.ESTABLISHED.kernelNumber();

    @TempDir
    Path proc;

    private TrackFixture world;
    private Subject client;
    private TrackedSocket connection;

    @BeforeEach
    void world() {
        world = new TrackFixture(proc);
        client = world.client();
        connection = client.connection();
        world.pass(SECOND);
    }

    @Test
    void doesNotSayWhoClosedFirstWhereNobodyLooked() {
        TrackedSocket c = client.connection();
        TestRecords.raise(client.record, SocketRecord.UNASKED_AT_CLOSE);
        TestRecords.close(client.record, world.now(), 0, -1);
        client.released();

        assertThat(c.tcp().lastEntry(TcpState.FIN_WAIT_1).evidence).isEqualTo(Evidence.INFERRED);
        assertThat(c.closedBy()).isNull();
        assertThat(c.snapshot().closedBy).isNull();
    }

    @Test
    void closeSendsAFin() {
        client.closing(TcpState.ESTABLISHED, 0).released();

        assertThat(connection.tcp().state()).isEqualTo(TcpState.FIN_WAIT_1);
        assertThat(connection.tcp().closedBy()).isEqualTo(ClosedBy.LOCAL);
        assertThat(connection.closingAt()).isEqualTo(SECOND);
        assertThat(connection.releasedAt()).isEqualTo(SECOND);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void closeAfterThePeersFinIsPassive() {
        client.tells(EventKind.END_OF_STREAM, TcpState.CLOSE_WAIT.kernelNumber(), null);
        client.closing(TcpState.CLOSE_WAIT, 0).released();

        assertThat(connection.tcp().transitions())
                .extracting(t -> t.to)
                .endsWith(TcpState.CLOSE_WAIT, TcpState.LAST_ACK);
        assertThat(connection.tcp().closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void closeWithUnreadBytesResets() {
        client.closing(TcpState.ESTABLISHED, 100);
        assertThat(connection.tcp().state()).as("not decided yet").isEqualTo(TcpState.ESTABLISHED);

        client.released(ESTABLISHED);

        assertThat(connection.tcp().resetBy()).isEqualTo(ResetBy.LOCAL);
        assertThat(connection.tcp().transitions())
                .extracting(t -> t.to)
                .endsWith(TcpState.ESTABLISHED, TcpState.CLOSED);
        assertThat(world.observer.ended).containsExactly(connection);
    }

    @Test
    void closeWithUnreadBytesThatShutsTheOutputDownFirstSendsAFinBeforeTheReset() {
        client.closing(TcpState.ESTABLISHED, 100).released(FIN_WAIT_2);

        assertThat(connection.tcp().resetBy()).isEqualTo(ResetBy.LOCAL);
        assertThat(connection.tcp().transitions()).extracting(t -> t.to).endsWith(TcpState.FIN_WAIT_1, TcpState.CLOSED);
    }

    @Test
    void lingerZeroResets() {
        TestRecords.raise(client.record, SocketRecord.LINGER_ZERO);
        client.closing(TcpState.ESTABLISHED, 0).released();

        assertThat(connection.tcp().resetBy()).isEqualTo(ResetBy.LOCAL);
    }

    @Test
    void closeThatASelectorHoldsUpIsDecidedByWhatTheKernelSaysMeanwhile() {
        client.closing(TcpState.ESTABLISHED, 100).inKernel(TcpState.ESTABLISHED);
        world.pass(SECOND / 2);
        world.sweep();
        assertThat(connection.tcp().state())
                .as("the JDK may be about to shut the output down")
                .isEqualTo(TcpState.ESTABLISHED);

        client.inKernel(TcpState.FIN_WAIT_1);
        world.pass(SECOND);
        world.sweep();

        assertThat(connection.tcp().state()).isEqualTo(TcpState.FIN_WAIT_1);
        assertThat(connection.isOpen()).isTrue();
    }

    /** After the JDK's preClose the descriptor stands for something else. */
    @Test
    void closeThatASelectorHoldsUpStaysUndecidedWhereTheKernelDoesNotSay() {
        client.closing(TcpState.ESTABLISHED, 100);
        world.kernel.saysNothing(client.record);
        world.pass(10 * SECOND);
        world.sweep();
        assertThat(connection.tcp().state()).isEqualTo(TcpState.ESTABLISHED);

        client.released(FIN_WAIT_2);

        assertThat(connection.tcp().transitions())
                .extracting(t -> t.to)
                .endsWith(TcpState.FIN_WAIT_1, TcpState.FIN_WAIT_2, TcpState.CLOSED);
    }

    @Test
    void releaseThatNeverCameIsBelievedAfterAWhile() {
        TestRecords.raise(client.record, SocketRecord.RELEASED);
        world.sweep();
        world.sweep();
        assertThat(connection.isOpen()).as("the event may be on its way").isTrue();

        world.pass(SECOND);
        world.sweep();

        assertThat(connection.isOpen()).isFalse();
        assertThat(connection.incomplete()).isTrue();
    }

    @Test
    void releaseThatComesLateIsTakenAsItIs() {
        TestRecords.raise(client.record, SocketRecord.RELEASED);
        world.sweep();
        world.pass(MILLI);
        client.closing(TcpState.ESTABLISHED, 0).released();
        world.pass(10 * SECOND);
        world.sweep();

        assertThat(connection.releasedAt()).isEqualTo(SECOND + MILLI);
        assertThat(connection.incomplete()).isFalse();
    }

    @Test
    void releasedSocketIsNotAskedForItsState() {
        TestRecords.raise(client.record, SocketRecord.RELEASED);
        client.inKernel(TcpState.CLOSE_WAIT);

        world.sweep();

        assertThat(connection.tcp().state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void closingSocketIsNotAskedForItsState() {
        TestRecords.raise(client.record, SocketRecord.CLOSING);
        client.inKernel(TcpState.FIN_WAIT_1);

        world.sweep();

        assertThat(connection.tcp().state())
                .as("its event is on its way and tells it with the call's time")
                .isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void closeByTheCollectorIsTheCollectors() {
        TestRecords.raise(client.record, SocketRecord.CLOSED_BY_COLLECTOR);
        client.closing(TcpState.ESTABLISHED, 0).released();

        assertThat(connection.collected()).isTrue();
        assertThat(connection.tcp().closedBy()).isEqualTo(ClosedBy.GC);
    }

    @Test
    void socketThatNeverConnectedEndsWithItsRelease() {
        Subject unused = world.socket().closing(TcpState.CLOSED, -1).released();

        assertThat(world.observer.ended).hasSize(1);
        assertThat(unused.record.follower).isEqualTo(SocketFollower.NONE);
    }

    @Test
    void eventsBehindTheEndChangeNothing() {
        Subject unused = world.socket().closing(TcpState.CLOSED, -1).released();

        unused.tells(EventKind.END_OF_STREAM, 0, null);

        assertThat(world.observer.ended).hasSize(1);
        assertThat(world.tracker.followed()).containsExactly(connection);
    }

    @ParameterizedTest
    @CsvSource({
        "Connection reset, connection_reset, REMOTE",
        "Connection reset by peer, connection_reset, REMOTE",
        "Connection reset by peer (Write failed), connection_reset, REMOTE",
        "Broken pipe, connection_reset, REMOTE",
        "An existing connection was forcibly closed by the remote host, connection_reset, REMOTE",
        "Connection timed out, timeout,",
        "Connection timed out (Read failed), timeout,",
        "No route to host, unreachable,",
        "Network is unreachable, unreachable,",
        "Software caused connection abort, other,",
        ", other,"
    })
    void tellsWhatBrokeAConnection(String message, String errorType, ResetBy by) {
        client.tells(EventKind.BROKEN, TcpState.CLOSED.kernelNumber(), message);

        assertThat(connection.errorType()).isEqualTo(errorType);
        assertThat(connection.tcp().resetBy()).isEqualTo(by);
        assertThat(connection.tcp().state()).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void brokenPipeBehindOurOwnShutdownIsNoReset() {
        client.tells(EventKind.OUTPUT_SHUTDOWN, ESTABLISHED, null);
        client.tells(EventKind.BROKEN, FIN_WAIT_2, "Broken pipe");

        assertThat(connection.tcp().resetBy()).isNull();
        assertThat(connection.errorType()).isNull();
    }

    @Test
    void endOfStreamBehindOurShutdownOfTheInputProvesNothing() {
        client.tells(EventKind.INPUT_SHUTDOWN, null);
        client.tells(EventKind.END_OF_STREAM, ESTABLISHED, null);

        assertThat(connection.tcp().state()).isEqualTo(TcpState.ESTABLISHED);
    }
}
