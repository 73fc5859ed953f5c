package io.sockspan.track;

import static io.sockspan.track.TrackFixture.MILLI;
import static io.sockspan.track.TrackFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.TestRecorder;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import io.sockspan.track.TrackFixture.Subject;
import io.sockspan.watch.KernelEvent;
import io.sockspan.watch.KernelWatch.Interest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which connections are watched, and where the kernel's reports about them are placed. */
class WatchingTest {
    @TempDir
    Path proc;

    private final FakeWatch watch = new FakeWatch();
    private TrackFixture world;
    private Subject client;

    @BeforeEach
    void watchOneConnection() {
        TestRecorder.start(null, 64, 0, 0);
        world = new TrackFixture(proc);
        world.watch = watch;
        world.sweep();
        world.pass(SECOND);
        client = world.client();
        world.kernel.hasWaiting(client.record, 0);
    }

    @AfterEach
    void stop() {
        TestRecorder.stop();
    }

    @Test
    void watchesWhatOutlivesASweep() {
        sweep();
        assertThat(watch.watched).isEmpty();

        sweep();
        assertThat(watch.watched).containsOnlyKeys(client.record);
    }

    @Test
    void asksForTheFirstBytesWhereNoneWait() {
        Subject unread = world.client();
        world.kernel.hasWaiting(unread.record, 5);
        sweep();
        sweep();
        sweep();

        assertThat(watch.watched)
                .containsEntry(client.record, Interest.DATA)
                .containsEntry(unread.record, Interest.CLOSING);
    }

    @Test
    void doesNotWatchWhereBytesHaveJustArrived() {
        sweep();
        world.kernel.hasWaiting(client.record, 5);
        sweep();
        assertThat(watch.watched).isEmpty();

        world.kernel.hasWaiting(client.record, 3);
        sweep();
        assertThat(watch.watched).as("they are read").isEmpty();

        sweep();
        assertThat(watch.watched).containsEntry(client.record, Interest.CLOSING);
    }

    @Test
    void leavesABusyConnectionAloneForAWhile() {
        sweep();
        sweep();
        bytes(5 * MILLI);
        assertThat(watch.watched).isEmpty();

        world.pass(SECOND / 2);
        world.sweep();
        assertThat(watch.watched).isEmpty();

        sweep();
        assertThat(watch.watched).containsEntry(client.record, Interest.DATA);
    }

    @Test
    void watchesAConnectionOnWhichBytesArriveNowAndThen() {
        sweep();
        sweep();
        bytes(SECOND / 2);
        world.sweep();
        assertThat(watch.watched).containsEntry(client.record, Interest.CLOSING);

        sweep();
        assertThat(watch.watched).containsEntry(client.record, Interest.DATA);
    }

    @Test
    void findsTheFinOnABusyConnectionByASweep() {
        sweep();
        sweep();
        long before = world.now();
        bytes(5 * MILLI);
        client.inKernel(TcpState.CLOSE_WAIT);
        world.pass(SECOND / 2);

        world.sweep();

        assertFin(before, world.now());
    }

    @Test
    void takesTheFinThatIsReportedTogetherWithTheFirstBytes() {
        sweep();
        sweep();
        long earliest = world.now() + 5 * MILLI;
        watch.events.add(KernelEvent.data(client.record, earliest - MILLI, earliest));
        report(earliest, earliest + MILLI, TcpState.CLOSE_WAIT);
        world.pass(250 * MILLI);

        world.tracker.drain();

        assertFin(earliest, earliest + MILLI);
    }

    @Test
    void observesAQuietConnectionInFullInSomeSweepsOnly() {
        sweep();
        sweep();
        int[] asked = new int[1];
        world.kernel.whenAsked = () -> asked[0]++;

        for (int i = 0; i < 10; i++) {
            world.pass(SECOND);
            world.sweepIfDue();
        }
        assertThat(asked[0]).isEqualTo(2);

        sweep();
        assertThat(asked[0]).as("on request").isEqualTo(3);
    }

    @Test
    void asksAQuietConnectionOnlyForWhatThePollDoesNotShow() {
        sweep();
        sweep();
        world.kernel.singly = 0;
        world.kernel.says(client.record, TcpState.ESTABLISHED.kernelNumber() | 3 << 24);

        for (int i = 0; i < 5 && client.connection().tcp().unansweredProbes() == 0; i++) {
            assertThat(world.kernel.singly).as("before sweep %d", i).isZero();
            world.pass(SECOND);
            world.sweepIfDue();
        }

        assertThat(client.connection().tcp().unansweredProbes()).isEqualTo(3);
        assertThat(world.kernel.singly).isZero();
    }

    @Test
    void observesAQuietConnectionInFullThatEndsBetweenThePollAndTheQuestion() {
        sweep();
        sweep();
        world.kernel.whenAsked = () -> client.inKernel(TcpState.CLOSE_WAIT);

        for (int i = 0; i < 6; i++) {
            world.pass(SECOND);
            world.sweepIfDue();
        }

        assertThat(client.states()).endsWith(TcpState.CLOSE_WAIT);
    }

    @Test
    void findsAFullSendQueueOfAQuietConnectionInTheNextSweep() {
        sweep();
        sweep();
        for (int i = 0; i < 10; i++) {
            world.kernel.sendQueueFull.add(client.record);
            world.pass(SECOND);
            world.sweepIfDue();
            assertThat(client.connection().unsent()).as("sweep %d", i).isNotNull();

            world.kernel.sendQueueFull.clear();
            world.pass(SECOND);
            world.sweepIfDue();
            assertThat(client.connection().unsent()).as("after sweep %d", i).isNull();
        }
    }

    @Test
    void pollsHalfOfManyQuietConnectionsWhereNothingHasHappenedForMoreThanAMinute() {
        Subject[] many = quietConnections(3_000);
        bytes(MILLI);
        world.kernel.polls = 0;
        world.sweepIfDue();
        assertThat(world.kernel.polls).as("by 1,024").isEqualTo(3);

        world.pass(75 * SECOND);
        world.kernel.polls = 0;
        world.sweepIfDue();

        assertThat(world.kernel.polls).isEqualTo(2);
        assertThat(many)
                .allSatisfy(each -> assertThat(each.connection().watchState()).isEqualTo(WatchState.QUIET));
    }

    @Test
    void findsAFullSendQueueOfAnyOfThemInTheSecondSweepAtTheLatest() {
        Subject[] many = quietConnections(3_000);
        world.pass(75 * SECOND);
        for (Subject each : many) {
            world.kernel.sendQueueFull.add(each.record);
        }

        world.sweepIfDue();
        world.pass(SECOND);
        world.sweepIfDue();

        assertThat(many)
                .allSatisfy(each -> assertThat(each.connection().unsent()).isNotNull());
    }

    @Test
    void findsAFullSendQueueStuckOnlyByCountsOfItsBytes() {
        Subject[] many = quietConnections(3_000);
        world.pass(75 * SECOND);
        world.kernel.sendQueueFull.add(client.record);

        for (int sent = 1; sent <= 6; sent++) {
            world.table.unsent(TrackFixture.HERE, TrackFixture.THERE, 2_000_000 + sent);
            world.pass(30 * SECOND);
            world.sweepIfDue();

            ObservedSpan unsent = client.connection().unsent();
            assertThat(unsent == null ? 0 : unsent.nanos())
                    .as("after count %d", sent)
                    .isZero();
        }
        assertThat(many[0].connection().watchState()).isEqualTo(WatchState.QUIET);
        assertThat(client.connection().sendQueueBytes()).isEqualTo(2_000_006);
    }

    @Test
    void doesNotPassOverAConnectionWhoseReportItAwaits() {
        Subject[] many = quietConnections(3_000);
        world.pass(75 * SECOND);
        for (Subject each : many) {
            each.connection().reportAwaited(true);
            each.inKernel(TcpState.CLOSE_WAIT);
        }

        world.sweepIfDue();

        assertThat(many)
                .allSatisfy(each -> assertThat(each.connection().tcp().state()).isEqualTo(TcpState.CLOSE_WAIT));
    }

    private Subject[] quietConnections(int count) {
        Subject[] many = new Subject[count];
        for (int i = 0; i < count; i++) {
            many[i] = world.client();
            world.kernel.hasWaiting(many[i].record, 0);
        }
        sweep();
        sweep();
        world.pass(SECOND);
        return many;
    }

    @Test
    void observesAQuietConnectionInEachSweepIfTheWatchHasEnded() {
        sweep();
        sweep();
        watch.problem = "ended";
        int[] asked = new int[1];
        world.kernel.whenAsked = () -> asked[0]++;

        world.pass(SECOND);
        world.sweepIfDue();

        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void watchesNoListenerAndNothingThatCloses() {
        Subject listener = world.socket().listening(TrackFixture.HERE, 50).inKernel(TcpState.LISTEN);
        client.closing(TcpState.ESTABLISHED, 0);

        sweep();
        sweep();

        assertThat(listener.connection()).isNotNull();
        assertThat(watch.watched).isEmpty();
    }

    @Test
    void placesTheFinWhereTheKernelReportedIt() {
        sweep();
        sweep();
        long earliest = world.now() + 300 * MILLI;
        report(earliest, earliest + MILLI, TcpState.CLOSE_WAIT);
        world.pass(350 * MILLI);

        world.tracker.drain();

        assertFin(earliest, earliest + MILLI);
    }

    @Test
    void datesAFinThatIsReportedLateByThePeersLastAcknowledgement() {
        sweep();
        sweep();
        long earliest = world.now();
        world.pass(SECOND);
        report(earliest, world.now() - 100 * MILLI, TcpState.CLOSE_WAIT);
        world.kernel.knows(client.record, FakeKernel.closeWait(700));

        world.tracker.drain();

        assertFin(earliest, earliest + 300 * MILLI + TcpStatistics.TICK);
    }

    @Test
    void believesNoAcknowledgementThatIsYoungerThanTheReport() {
        sweep();
        sweep();
        long earliest = world.now();
        world.pass(SECOND);
        report(earliest, earliest + 100 * MILLI, TcpState.CLOSE_WAIT);
        world.kernel.knows(client.record, FakeKernel.closeWait(0));

        world.tracker.drain();

        assertFin(earliest, earliest + 100 * MILLI);
    }

    @Test
    void datesAFinThatASweepFindsByThePeersLastAcknowledgement() {
        sweep();
        long before = world.now();
        client.inKernel(TcpState.CLOSE_WAIT);
        world.pass(SECOND);
        world.kernel.knows(client.record, FakeKernel.closeWait(400));

        world.sweep();

        assertFin(before, world.now() - 400 * MILLI + TcpStatistics.TICK);
    }

    @Test
    void knowsThatThePeerHasResetSoonAfterAFinThatIsDatedBack() {
        sweep();
        sweep();
        long earliest = world.now();
        world.pass(10 * SECOND);
        report(earliest, world.now() - MILLI, TcpState.CLOSE_WAIT);
        world.kernel.knows(client.record, FakeKernel.closeWait(4_000));
        world.tracker.drain();
        assertFin(earliest, world.now() - 4_000 * MILLI + TcpStatistics.TICK);

        world.pass(SECOND / 2);
        report(world.now() - MILLI, world.now(), TcpState.CLOSED);
        world.tracker.drain();

        assertThat(client.connection().tcp().state()).isEqualTo(TcpState.CLOSED);
        assertThat(client.connection().tcp().resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    @Test
    void knowsThatCloseWaitLastedUntilTheSweepThatFoundItsFin() {
        watch.problem = "no epoll";
        sweep();
        client.inKernel(TcpState.CLOSE_WAIT);
        world.pass(10 * SECOND);
        world.kernel.knows(client.record, FakeKernel.closeWait(4_000));
        world.sweep();
        long found = world.now();
        client.inKernel(TcpState.CLOSED);

        world.pass(SECOND / 2);
        world.sweep();

        Transition reset = client.connection().tcp().lastEntry(TcpState.CLOSED);
        assertThat(reset.earliest).isEqualTo(found);
        assertThat(client.connection().tcp().resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    @Test
    void placesNoFinBeforeTheConnectionWasLastSeenOpen() {
        sweep();
        long before = world.now();
        client.inKernel(TcpState.CLOSE_WAIT);
        world.pass(SECOND);
        world.kernel.knows(client.record, FakeKernel.closeWait(1_300));

        world.sweep();

        assertFin(before, before);
    }

    @Test
    void leavesAChangeThatASweepSeesToTheReport() {
        sweep();
        sweep();
        client.inKernel(TcpState.CLOSE_WAIT);
        sweep();
        assertThat(client.connection().tcp().state()).isEqualTo(TcpState.ESTABLISHED);

        long earliest = world.now() - 2 * MILLI;
        report(earliest, earliest + MILLI, TcpState.CLOSE_WAIT);
        world.tracker.drain();

        assertFin(earliest, earliest + MILLI);
    }

    @Test
    void publishesAChangeAtTheNextSweepIfNoReportComes() {
        sweep();
        sweep();
        long before = world.now();
        client.inKernel(TcpState.CLOSE_WAIT);
        sweep();

        sweep();

        assertFin(before, world.now());
    }

    @Test
    void datesTheEndOfTheStreamByTheReportThatComesAfterIt() {
        sweep();
        sweep();
        long earliest = world.now() + 300 * MILLI;
        report(earliest, earliest + MILLI, TcpState.CLOSE_WAIT);
        long read = earliest + MILLI / 2;
        TestRecorder.offer(client.record, EventKind.END_OF_STREAM, read, TcpState.CLOSE_WAIT.kernelNumber());
        world.pass(SECOND / 2);

        world.tracker.drain();

        assertFin(earliest, read);
    }

    @Test
    void saysThatAReportWaits() {
        sweep();
        sweep();
        assertThat(world.tracker.isAnythingWaiting()).isFalse();

        report(world.now(), world.now(), TcpState.CLOSE_WAIT);
        assertThat(world.tracker.isAnythingWaiting()).isTrue();

        world.tracker.drain();
        assertThat(world.tracker.isAnythingWaiting()).isFalse();
    }

    @Test
    void ignoresReportsAboutASocketThatIsNotWatched() {
        sweep();
        report(world.now(), world.now() + MILLI, TcpState.CLOSED);

        world.tracker.drain();

        assertThat(client.connection().tcp().state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void sweepsFindChangesWhereNothingCanBeWatched() {
        watch.problem = "no epoll";
        sweep();
        sweep();
        client.inKernel(TcpState.CLOSE_WAIT);

        sweep();

        assertFin(world.now() - SECOND, world.now());
        assertThat(world.tracker.watchProblem()).isEqualTo("no epoll");
    }

    @Test
    void sweepsFindTheChangesOfWatchedConnectionsOnceTheLimitIsReached() {
        sweep();
        sweep();
        watch.problem = "no space";
        sweep();
        client.inKernel(TcpState.CLOSE_WAIT);

        sweep();

        assertFin(world.now() - SECOND, world.now());
    }

    @Test
    void triesLessAndLessOftenWhereNoThreadCanBeCreated() {
        int[] tries = new int[1];
        world.whenOpened = () -> {
            tries[0]++;
            throw new OutOfMemoryError("unable to create native thread");
        };
        sweep();
        for (int i = 0; i < 63; i++) {
            sweep();
        }

        assertThat(tries[0]).as("after 0, 1, 3, 7, 15 and 31 s").isEqualTo(6);
        assertThat(world.tracker.watchProblem()).contains("no thread or memory", "sweeps");

        world.whenOpened = () -> tries[0]++;
        sweep();

        assertThat(tries[0]).isEqualTo(7);
        assertThat(world.tracker.watchProblem()).isNull();
        assertThat(watch.watched).containsOnlyKeys(client.record);
    }

    @Test
    void triesInEachSweepWhereNoDescriptorIsLeft() {
        int[] tries = new int[1];
        world.watch = null;
        world.whenOpened = () -> tries[0]++;
        sweep();
        for (int i = 0; i < 10; i++) {
            sweep();
        }

        assertThat(tries[0]).isEqualTo(10);
    }

    private void sweep() {
        world.pass(SECOND);
        world.sweep();
    }

    /** Bytes arrive that long after the sweep. */
    private void bytes(long after) {
        world.pass(after);
        watch.events.add(KernelEvent.data(client.record, world.now() - MILLI, world.now()));
        world.tracker.drain();
    }

    private void report(long earliest, long latest, TcpState state) {
        watch.events.add(new KernelEvent(client.record, earliest, latest, latest, state.kernelNumber()));
    }

    private void assertFin(long earliest, long latest) {
        Transition fin = client.connection().tcp().lastEntry(TcpState.CLOSE_WAIT);
        assertThat(fin).isNotNull();
        assertThat(fin.evidence).isEqualTo(Evidence.KERNEL);
        assertThat(fin.earliest).isEqualTo(earliest);
        assertThat(fin.latest).isEqualTo(latest);
    }
}
