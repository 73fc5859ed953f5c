package io.sockspan.track;

import static io.sockspan.track.TrackFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.TrackFixture.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps over so many connections that most are looked at quickly. */
class QuickPollTest {
    private static final int MANY = 3_000;
    private static final int TURNS = 3;

    @TempDir
    Path proc;

    private TrackFixture world;
    private final List<Subject> clients = new ArrayList<>();
    private int asked;

    @BeforeEach
    void open() {
        world = new TrackFixture(proc);
        world.kernel.whenAsked = () -> asked++;
        open(MANY);
    }

    private void open(int connections) {
        for (int i = 0; i < connections; i++) {
            Subject client = world.client();
            world.kernel.hasWaiting(client.record, 0);
            clients.add(client);
        }
    }

    @Test
    void asksInFullOnlyThoseWhoseTurnItIs() {
        sweep();

        assertThat(asked).isEqualTo(MANY / TURNS);
        assertThat(world.kernel.polls).isEqualTo(2);
    }

    @Test
    void everyTurnComes() {
        for (Subject client : clients) {
            world.kernel.says(client.record, TcpState.ESTABLISHED.kernelNumber() | 3 << 24);
        }

        for (int i = 0; i < TURNS; i++) {
            sweep();
        }

        assertThat(clients)
                .allSatisfy(client ->
                        assertThat(client.connection().tcp().unansweredProbes()).isEqualTo(3));
    }

    @Test
    void fewAreAlwaysAskedInFull() {
        world = new TrackFixture(proc);
        world.kernel.whenAsked = () -> asked++;
        clients.clear();
        open(1_000);

        sweep();

        assertThat(asked).isEqualTo(1_000);
        assertThat(world.kernel.polls).isZero();
    }

    @Test
    void thoseThatAreFollowedAfterTheirCloseDoNotCount() {
        for (Subject client : clients.subList(900, MANY)) {
            client.closing(TcpState.ESTABLISHED, 0).released();
        }

        sweep();

        assertThat(asked).isEqualTo(900);
        assertThat(world.kernel.polls).isZero();
    }

    @Test
    void quietConnectionIsKnownToHaveLasted() {
        sweep();
        long lasted = world.now();
        Subject client = quick();
        world.pass(SECOND);
        world.kernel.says(client.record, TcpState.CLOSE_WAIT);
        world.sweep();

        assertThat(client.states()).endsWith(TcpState.CLOSE_WAIT);
        assertThat(client.connection().tcp().lastEntry(TcpState.CLOSE_WAIT).earliest)
                .isEqualTo(lasted);
        assertThat(client.connection().waiting()).isZero();
    }

    @Test
    void noticesBytesThatWait() {
        sweep();
        Subject client = quick();
        world.kernel.hasWaiting(client.record, 500);
        sweep();

        assertThat(client.connection().waiting()).isEqualTo(500);
        assertThat(client.connection().unread().first).isEqualTo(world.now());
    }

    @Test
    void noticesThatTheSendQueueIsFullAndThatItIsNoLonger() {
        sweep();
        Subject client = quick();
        world.kernel.sendQueueFull.add(client.record);
        sweep();
        assertThat(client.connection().unsent()).isNotNull();

        world.kernel.sendQueueFull.clear();
        sweep();
        assertThat(client.connection().unsent()).isNull();
    }

    @Test
    void doesNotSayThatThePeerHasResetWhatTheKernelMayHaveGivenUp() {
        sweep();
        Subject client = quick();
        world.kernel.says(client.record, TcpState.CLOSED);
        sweep();

        assertThat(client.connection().tcp().state()).isEqualTo(TcpState.CLOSED);
        assertThat(client.connection().tcp().resetBy()).isNull();
    }

    @Test
    void readThatFailsStillTellsWhoHasReset() {
        sweep();
        Subject client = quick();
        world.kernel.says(client.record, TcpState.CLOSED);
        sweep();

        client.tells(EventKind.BROKEN, 7, "Connection reset");

        assertThat(client.connection().tcp().resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    @Test
    void outputThatIsShutMeansAnotherState() {
        sweep();
        Subject client = quick();
        TestRecords.raise(client.record, SocketRecord.HALF_SHUT);
        client.tells(EventKind.OUTPUT_SHUTDOWN, TcpState.ESTABLISHED.kernelNumber(), null)
                .inKernel(TcpState.FIN_WAIT_2);
        sweep();

        assertThat(client.states()).endsWith(TcpState.FIN_WAIT_1, TcpState.FIN_WAIT_2);
    }

    @Test
    void asksOneByOneWhereTheKernelIsNotAskedAboutMany() {
        world.kernel.pollsMany = false;

        sweep();

        assertThat(asked).isEqualTo(MANY);
    }

    /** One whose turn comes neither in the first round nor in the second. */
    private Subject quick() {
        return clients.get(TURNS - 1);
    }

    private void sweep() {
        world.pass(SECOND);
        world.sweep();
    }
}
