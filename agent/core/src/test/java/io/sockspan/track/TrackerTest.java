package io.sockspan.track;

import static io.sockspan.track.TrackFixture.HERE;
import static io.sockspan.track.TrackFixture.MILLI;
import static io.sockspan.track.TrackFixture.SECOND;
import static io.sockspan.track.TrackFixture.THERE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import io.sockspan.bootstrap.SocketFollower;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TestRecorder;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.TrackFixture.Subject;
import java.io.FileDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tracker behind the recorder, with descriptors that stand for nothing that is open. */
class TrackerTest {
    private static final int NUMBER = 1_000_007;
    private static final int SMALLEST_QUEUE = 4;

    @TempDir
    Path proc;

    private final FileDescriptor descriptor = TestRecorder.descriptor(NUMBER);
    private TrackFixture world;
    private Tracker tracker;

    @BeforeEach
    void world() {
        record(1_024, Integer.MAX_VALUE);
    }

    private void record(int queueSize, int stacksPerSecond) {
        TestRecorder.start(new ThreadGroup("agent"), queueSize, stacksPerSecond, Integer.MAX_VALUE);
        follow(1_000, 1_000);
    }

    @AfterEach
    void stop() {
        TestRecorder.stop();
    }

    private void follow(int openLimit, int history) {
        world = new TrackFixture(
                new FakeTable(proc), System.nanoTime(), new TrackSettings(SECOND, openLimit, history, 64, false, 0));
        tracker = world.tracker;
    }

    @Test
    void tellsWhatHooksHaveTold() {
        SocketRecord record = TestRecorder.connecting(descriptor, THERE);
        TestRecorder.connected(record, 51344);

        world.sweep();

        assertThat(tracker.open()).singleElement().satisfies(c -> {
            assertThat(c.id()).isEqualTo(record.id);
            assertThat(c.tcp().state()).isEqualTo(TcpState.ESTABLISHED);
            assertThat(c.thread()).isEqualTo(Thread.currentThread().getName());
            assertThat(c.openedBy().userFrame().getMethodName()).isEqualTo("tellsWhatHooksHaveTold");
            assertThat(c.incomplete()).isFalse();
        });
    }

    @Test
    void knowsAllOnlyUntilTheLastDrainThatHandledEveryEvent() {
        tracker.drain();
        long known = world.now();
        world.pass(SECOND);
        TestRecorder.claimSlot();
        tracker.drain();

        assertThat(tracker.drainedAt()).isEqualTo(known);
    }

    @Test
    void findsSocketsThatHaveDoneNothingYet() {
        TestRecorder.opened(descriptor);
        tracker.drain();
        assertThat(tracker.open()).isEmpty();

        world.sweep();

        assertThat(tracker.open())
                .singleElement()
                .satisfies(c -> assertThat(c.role()).isEqualTo(Role.UNCONNECTED));
    }

    @Test
    void connectIsToldWhileItLastsAndWhenItIsOver() {
        SocketRecord record = TestRecorder.connecting(descriptor, THERE);
        world.kernel.says(record, TcpState.SYN_SENT);
        world.sweep();
        TrackedSocket c = tracker.open().get(0);
        assertThat(c.tcp().state()).isEqualTo(TcpState.SYN_SENT);

        TestRecorder.connected(record, 51344);
        tracker.drain();

        assertThat(c.tcp().state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(c.remote()).hasToString("10.0.3.7:5432");
    }

    @Test
    void shortLifeIsToldWholeByItsRelease() {
        SocketRecord record = TestRecorder.connecting(descriptor, THERE);
        TestRecorder.connected(record, 51344);
        TestRecorder.closing(descriptor);
        TestRecorder.released(descriptor);
        assertThat(TestRecorder.waiting()).isEqualTo(1);

        tracker.drain();

        TrackedSocket c = (TrackedSocket) record.follower;
        assertThat(c.isOpen()).isFalse();
        assertThat(c.tcp().transitions())
                .extracting(transition -> transition.to)
                .startsWith(TcpState.SYN_SENT, TcpState.ESTABLISHED);
    }

    @Test
    void isNotIdleWhereASweepHasFoundAChange() {
        Subject client = world.client();
        world.sweep();
        world.pass(10 * SECOND);
        world.sweep();
        assertThat(tracker.isIdle()).isTrue();

        client.inKernel(TcpState.CLOSE_WAIT);
        world.sweep();

        assertThat(tracker.isIdle()).isFalse();
    }

    @Test
    void tellsOfASocketWhoseOwnerIsGone() {
        TestRecorder.accepted(TestRecorder.descriptor(NUMBER), THERE, HERE);
        world.sweep();
        TrackedSocket c = tracker.open().get(0);

        await().atMost(ONE_MINUTE).untilAsserted(() -> {
            System.gc();
            world.sweep();
            assertThat(c.collected()).isTrue();
        });

        assertThat(c.isOpen()).as("nobody will ever close it").isTrue();
    }

    @Test
    void ownerThatIsGoneAfterCloseIsNobodysLoss() {
        FileDescriptor closed = TestRecorder.descriptor(NUMBER);
        TestRecorder.accepted(closed, THERE, HERE);
        world.sweep();
        TrackedSocket c = tracker.open().get(0);
        TestRecorder.closing(closed);
        TestRecorder.released(closed);
        closed = null;

        await().atMost(ONE_MINUTE).untilAsserted(() -> {
            System.gc();
            assertThat(c.record().get()).isNull();
        });
        tracker.drain();
        world.sweep();

        assertThat(c.collected()).isFalse();
    }

    @Test
    void fullQueueLosesNoConnect() {
        record(SMALLEST_QUEUE, 0);
        TestRecorder.opened(descriptor);
        world.sweep();
        fillTheQueue();
        SocketRecord record = TestRecorder.connecting(descriptor, THERE);
        TestRecorder.connected(record, 51344);
        world.kernel.says(record, TcpState.ESTABLISHED);
        world.kernel.knowsAddress(record, HERE);

        tracker.drain();
        world.sweep();

        TrackedSocket c = (TrackedSocket) record.follower;
        assertThat(c.role()).isEqualTo(Role.CLIENT);
        assertThat(c.tcp().state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(c.local()).hasToString("10.0.0.5:51344");
        assertThat(c.remote()).hasToString("10.0.3.7:5432");
        assertThat(c.incomplete()).isFalse();
        assertThat(tracker.dropped()).isZero();
    }

    @Test
    void connectWhoseEndWasDroppedIsTakenAsTheKernelSaysItIs() {
        record(SMALLEST_QUEUE, 0);
        SocketRecord record = TestRecorder.connecting(descriptor, THERE);
        world.sweep();
        fillTheQueue();
        TestRecorder.connected(record, 51344);
        world.kernel.says(record, TcpState.ESTABLISHED);

        tracker.drain();
        world.pass(SECOND);
        world.sweep();

        TrackedSocket c = (TrackedSocket) record.follower;
        assertThat(c.tcp().state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(c.tcp().evidence()).isEqualTo(Evidence.KERNEL);
        assertThat(c.incomplete()).isTrue();
        assertThat(tracker.dropped()).isEqualTo(1);
    }

    @Test
    void connectionWhoseNumberIsGivenAwayBeforeAnybodyKnewOfItIsNotLost() {
        TestRecorder.accepted(descriptor, THERE, HERE);
        SocketRecord lost = TestRecorder.open(NUMBER);
        TestRecorder.accepted(TestRecorder.descriptor(NUMBER), THERE, HERE);

        world.sweep();
        world.pass(SECOND);
        world.sweep();

        assertThat(lost.follower).isEqualTo(SocketFollower.NONE);
        assertThat(world.observer.ended).extracting(TrackedSocket::id).containsExactly(lost.id);
        assertThat(world.observer.ended.get(0).incomplete()).isTrue();
    }

    @Test
    void listenerWhoseEventWasDroppedBoundsItsConnectionsAllTheSame() {
        record(SMALLEST_QUEUE, 0);
        TestRecorder.opened(descriptor);
        fillTheQueue();
        TestRecorder.listening(descriptor, 50, HERE);
        SocketRecord listener = TestRecorder.open(NUMBER);
        world.kernel.says(listener, TcpState.LISTEN);
        world.kernel.knowsAddress(listener, HERE);
        tracker.drain();
        world.sweep();

        TestRecorder.accepted(TestRecorder.descriptor(NUMBER + 1), THERE, HERE);
        world.sweep();

        TrackedSocket server = (TrackedSocket) TestRecorder.open(NUMBER + 1).follower;
        assertThat(((TrackedSocket) listener.follower).role()).isEqualTo(Role.LISTENER);
        assertThat(server.tcp().transitions().get(0).earliest).isEqualTo(listener.openedAt);
    }

    @Test
    void laterEventThatWasDroppedIsAdmittedToo() {
        record(SMALLEST_QUEUE, 0);
        TestRecorder.accepted(descriptor, THERE, HERE);
        world.sweep();
        fillTheQueue();
        TestRecorder.outputShutdown(descriptor);

        assertThat(tracker.snapshot().open)
                .filteredOn(c -> c.role == Role.SERVER)
                .singleElement()
                .satisfies(c -> assertThat(c.incomplete).isTrue());
    }

    @Test
    void releaseThatWasDroppedIsFoundBySweeps() {
        record(SMALLEST_QUEUE, 0);
        TestRecorder.accepted(descriptor, THERE, HERE);
        world.sweep();
        TrackedSocket c = tracker.open().get(0);
        fillTheQueue();
        TestRecorder.closing(descriptor);
        TestRecorder.released(descriptor);
        tracker.drain();

        world.sweep();
        world.pass(SECOND);
        world.sweep();

        assertThat(c.isOpen()).isFalse();
        assertThat(c.incomplete()).isTrue();
    }

    @Test
    void refusesSocketsBeyondItsLimitAndSaysSo() {
        follow(2, 10);
        for (int i = 0; i < 5; i++) {
            TestRecorder.accepted(TestRecorder.descriptor(NUMBER + i), THERE, HERE);
        }

        tracker.drain();
        world.sweep();
        world.sweep();

        assertThat(tracker.open()).hasSize(2);
        assertThat(tracker.snapshot().eventsDropped).as("each is counted once").isEqualTo(3);
        assertThat(TestRecorder.open(NUMBER + 4).callSite).as("kept for nobody").isNull();
    }

    @Test
    void makesRoomForNewOnesWhenOldOnesEnd() {
        follow(1, 10);
        TestRecorder.opened(descriptor);
        world.sweep();
        TestRecorder.closing(descriptor);
        TestRecorder.released(descriptor);
        tracker.drain();

        TestRecorder.accepted(TestRecorder.descriptor(NUMBER + 1), THERE, HERE);
        world.sweep();

        assertThat(tracker.open()).hasSize(1);
        assertThat(tracker.dropped()).isZero();
    }

    @Test
    void remembersTheLatestThatEnded() {
        follow(1_000, 3);
        for (int i = 0; i < 5; i++) {
            end(TestRecorder.descriptor(NUMBER + i));
        }

        Snapshot snapshot = tracker.snapshot();
        assertThat(snapshot.open).isEmpty();
        assertThat(snapshot.ended).hasSize(3).extracting(c -> c.id).isSorted();
        assertThat(snapshot.ended.get(0).id)
                .isGreaterThan(world.observer.ended.get(1).id());
        assertThat(snapshot.seen).isEqualTo(5);
    }

    @Test
    void remembersNothingIfToldTo() {
        follow(1_000, 0);
        end(descriptor);

        assertThat(tracker.snapshot().ended).isEmpty();
        assertThat(world.observer.ended).hasSize(1);
    }

    @Test
    void snapshotTellsConnectionsThatAreFollowedAfterTheirCloseAsEnded() {
        TestRecorder.accepted(descriptor, THERE, HERE);
        SocketRecord record = TestRecorder.open(NUMBER);
        world.kernel.knowsAddress(record, HERE);
        tracker.drain();
        TestRecorder.closing(descriptor);
        TestRecorder.released(descriptor);
        tracker.drain();

        Snapshot snapshot = tracker.snapshot();

        assertThat(tracker.followed()).hasSize(1);
        assertThat(snapshot.open).isEmpty();
        assertThat(snapshot.ended).extracting(c -> c.state).containsExactly(TcpState.FIN_WAIT_1);
    }

    @Test
    void sweepsWhenItIsTimeTo() {
        AtomicInteger sweeps = new AtomicInteger();

        tracker.sweepIfDue(sweeps::incrementAndGet);
        world.pass(SECOND - 1);
        tracker.sweepIfDue(sweeps::incrementAndGet);
        assertThat(sweeps).hasValue(1);

        world.pass(1);
        tracker.sweepIfDue(sweeps::incrementAndGet);
        assertThat(sweeps).hasValue(2);
    }

    @Test
    void sweepsTakeAHundredthOfTheTimeAtMost() {
        TestRecorder.accepted(descriptor, THERE, HERE);
        tracker.drain();
        world.kernel.whenAsked = () -> world.pass(30 * MILLI);
        for (int i = 0; i < 4; i++) {
            tracker.sweepIfDue(() -> {});
            world.pass(3 * SECOND);
        }
        tracker.sweepIfDue(() -> {});
        assertThat(tracker.sweepDuration()).isEqualTo(30 * MILLI);

        assertNextSweepIn(3 * SECOND - 30 * MILLI);
    }

    @Test
    void oneSlowSweepPutsNoneOff() {
        TestRecorder.accepted(descriptor, THERE, HERE);
        tracker.drain();
        tracker.sweepIfDue(() -> {});
        world.pass(SECOND);
        world.kernel.whenAsked = () -> world.pass(30 * MILLI);
        tracker.sweepIfDue(() -> {});

        assertNextSweepIn(SECOND - 30 * MILLI);
    }

    @Test
    void judgingCountsIntoTheTimeOfSweeps() {
        long begin = world.now();
        AtomicInteger judged = new AtomicInteger();
        while (world.now() - begin < 1_000 * SECOND) {
            tracker.sweepIfDue(() -> {
                judged.incrementAndGet();
                world.pass(50 * MILLI);
            });
            world.pass(10 * MILLI);
        }

        assertThat(tracker.sweepDuration()).isZero();
        assertThat(judged.get())
                .as("a hundredth of the time is spent on 50 ms each")
                .isBetween(190, 210);
    }

    /** On a machine with load 20 a judgement of a millisecond takes half a second now and then. */
    @Test
    void judgementsThatTheMachineHoldsUpPutNoSweepOff() {
        AtomicInteger judged = new AtomicInteger();
        long begin = world.now();
        while (world.now() - begin < 60 * SECOND) {
            tracker.sweepIfDue(() -> world.pass(judged.incrementAndGet() % 3 == 0 ? MILLI : 500 * MILLI));
            world.pass(10 * MILLI);
        }

        assertThat(judged.get()).isGreaterThan(30);
    }

    @Test
    void firstJudgementOfASecondPutsNoSweepOff() {
        tracker.sweepIfDue(() -> world.pass(SECOND));

        assertNextSweepIn(0);
    }

    @Test
    void firstJudgementThatLoadsMuchPutsNoSweepOff() {
        tracker.sweepIfDue(() -> world.pass(50 * MILLI));

        assertNextSweepIn(SECOND - 50 * MILLI);
    }

    @Test
    void machineThatStoodStillDuringASweepDoesNotEndSweepsForLong() {
        TestRecorder.accepted(descriptor, THERE, HERE);
        tracker.drain();
        world.kernel.whenAsked = () -> world.pass(600 * SECOND);
        tracker.sweepIfDue(() -> world.pass(600 * SECOND));
        world.kernel.whenAsked = () -> {};
        AtomicInteger sweeps = new AtomicInteger();

        tracker.sweepIfDue(sweeps::incrementAndGet);
        assertThat(sweeps).as("it has rested long enough").hasValue(1);

        world.kernel.whenAsked = () -> world.pass(60 * SECOND);
        world.pass(60 * SECOND);
        tracker.sweepIfDue(() -> {});
        world.kernel.whenAsked = () -> {};
        world.pass(120 * SECOND);
        tracker.sweepIfDue(sweeps::incrementAndGet);
        assertThat(sweeps).hasValue(2);
    }

    @Test
    void comesToAnEndWhileSocketsNeverStop() {
        List<FileDescriptor> sockets = new ArrayList<>();
        world.observer.whenPublished = () -> {
            if (sockets.size() < 1_000) {
                shutSoon(sockets);
            }
        };
        shutSoon(sockets);

        tracker.drain();
        assertThat(tracker.open()).hasSize(1);

        tracker.drain();
        assertThat(tracker.open()).hasSize(2);
    }

    /** Accepts one more, and makes an event of it. */
    private static void shutSoon(List<FileDescriptor> sockets) {
        FileDescriptor socket = TestRecorder.descriptor(NUMBER + sockets.size());
        sockets.add(socket);
        TestRecorder.accepted(socket, THERE, HERE);
        TestRecorder.inputShutdown(socket);
    }

    private void assertNextSweepIn(long nanos) {
        AtomicInteger sweeps = new AtomicInteger();
        if (nanos > 0) {
            world.pass(nanos - 1);
            tracker.sweepIfDue(sweeps::incrementAndGet);
            assertThat(sweeps).hasValue(0);
            world.pass(1);
        }
        tracker.sweepIfDue(sweeps::incrementAndGet);
        assertThat(sweeps).hasValue(1);
    }

    private void end(FileDescriptor socket) {
        TestRecorder.opened(socket);
        world.sweep();
        TestRecorder.closing(socket);
        TestRecorder.released(socket);
        tracker.drain();
    }

    private static void fillTheQueue() {
        FileDescriptor other = TestRecorder.descriptor(NUMBER - 1);
        TestRecorder.accepted(other, THERE, HERE);
        for (int i = 0; i < SMALLEST_QUEUE; i++) {
            TestRecorder.inputShutdown(other);
        }
        assertThat(TestRecorder.waiting()).isEqualTo(SMALLEST_QUEUE);
        assertThat(TestRecorder.dropped()).isZero();
    }
}
