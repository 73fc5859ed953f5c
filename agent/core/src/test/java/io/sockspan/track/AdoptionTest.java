package io.sockspan.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sockspan.bootstrap.SocketEvent;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TestRecorder;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import io.sockspan.time.Clock;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that stand in the kernel's table when the agent comes. */
class AdoptionTest {
    private static final int NUMBER = 1_000_021;
    private static final long INODE = 4711;
    private static final InetSocketAddress HERE = TrackFixture.HERE;
    private static final InetSocketAddress THERE = TrackFixture.THERE;
    private static final long FOUND_AT = 1_000;

    @TempDir
    Path proc;

    private final ThreadGroup agentThreads = new ThreadGroup("agent");
    private final RecordingObserver observer = new RecordingObserver();
    private final FakeKernel kernel = new FakeKernel();
    private long now = FOUND_AT;
    private FakeTable table;
    private SocketRegistry sockets;
    private EventHandler events;
    private Adoption adoption;

    @BeforeEach
    void begin() throws IOException {
        TestRecorder.start(agentThreads, 1_024, Integer.MAX_VALUE, Integer.MAX_VALUE);
        table = new FakeTable(proc);
        Files.createDirectories(proc.resolve("self/fd"));
        Clock clock = TestSnapshots.clock(() -> now);
        TrackSettings settings = new TrackSettings(1, 100, 100, 64, true, 0);
        TrackingContext context =
                new TrackingContext(settings, clock, TestRecorder.recording(), kernel, table.proc(), List.of(observer));
        sockets = context.registry;
        events = new EventHandler(sockets);
        adoption = new Adoption(context, clock, table.proc());
    }

    @AfterEach
    void end() {
        TestRecorder.stop();
    }

    @Test
    void takesInAClientWithStateAndBothEnds() {
        open(NUMBER, INODE, TcpState.CLOSE_WAIT);
        table.row(HERE, THERE, TcpState.CLOSE_WAIT, 1, INODE);

        adoption.run();

        TrackedSocket c = adopted();
        assertThat(c.adopted()).isTrue();
        assertThat(c.role()).isEqualTo(Role.CLIENT);
        assertThat(c.roleInferred()).isTrue();
        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(c.tcp().transitions()).as("nobody saw it come about").isEmpty();
        assertThat(c.local()).hasToString("10.0.0.5:51344");
        assertThat(c.remote()).hasToString("10.0.3.7:5432");
    }

    @Test
    void learnsFromTheKernelSinceWhenThePeerHasClosed() {
        long closed = 14 * 60 * TrackFixture.SECOND;
        open(NUMBER, INODE, TcpState.CLOSE_WAIT);
        table.row(HERE, THERE, TcpState.CLOSE_WAIT, 1, INODE);
        now = closed + FOUND_AT;
        adoption.run();
        TrackedSocket c = adopted();
        assertThat(c.stateSince()).isEqualTo(now);

        kernel.knows(c.record(), FakeKernel.closeWait((int) (closed / 1_000_000)));
        assertThat(c.readStatistics()).isNotNull();

        assertThat(c.stateSince()).isEqualTo(FOUND_AT + TcpStatistics.TICK);
        assertThat(c.snapshot().since).isEqualTo(FOUND_AT + TcpStatistics.TICK);
        assertThat(c.snapshot().isFoundInState()).as("it may be older still").isTrue();

        now += TrackFixture.SECOND;
        kernel.knows(c.record(), FakeKernel.closeWait(20));
        c.readStatistics();

        assertThat(c.stateSince())
                .as("a later acknowledgement does not make an earlier bound untrue")
                .isEqualTo(FOUND_AT + TcpStatistics.TICK);
    }

    @Test
    void doesNotMakeALaterTimeOfAnAcknowledgementAfterItWasFound() {
        open(NUMBER, INODE, TcpState.CLOSE_WAIT);
        table.row(HERE, THERE, TcpState.CLOSE_WAIT, 1, INODE);
        adoption.run();
        TrackedSocket c = adopted();
        now += TrackFixture.SECOND;
        kernel.knows(c.record(), FakeKernel.closeWait(5));
        c.readStatistics();

        assertThat(c.stateSince()).isEqualTo(FOUND_AT);
    }

    @Test
    void takesAConnectionAtAListenersPortForAnAcceptedOne() {
        InetSocketAddress all = new InetSocketAddress("0.0.0.0", HERE.getPort());
        open(NUMBER, INODE, TcpState.ESTABLISHED);
        open(NUMBER + 1, INODE + 1, TcpState.LISTEN);
        table.row(HERE, THERE, TcpState.ESTABLISHED, 0, INODE).listener(all, 0, INODE + 1);

        adoption.run();

        assertThat(sockets.open())
                .extracting(c -> c.role(), c -> c.roleInferred(), c -> c.tcp().state())
                .containsExactlyInAnyOrder(
                        tuple(Role.LISTENER, false, TcpState.LISTEN), tuple(Role.SERVER, true, TcpState.ESTABLISHED));
    }

    @Test
    void isSureThatWhoSendsASynIsTheClient() {
        open(NUMBER, INODE, TcpState.SYN_SENT);
        table.row(HERE, THERE, TcpState.SYN_SENT, 0, INODE);

        adoption.run();

        assertThat(adopted().role()).isEqualTo(Role.CLIENT);
        assertThat(adopted().roleInferred()).isFalse();
    }

    @Test
    void takesInATcpSocketThatIsNotInTheTableAndLeavesOtherSocketsAlone() {
        open(NUMBER, INODE, TcpState.CLOSED);
        table.descriptor(NUMBER + 1, INODE + 1);

        adoption.run();

        assertThat(adopted().role()).isEqualTo(Role.UNCONNECTED);
        assertThat(adopted().tcp().state()).isEqualTo(TcpState.CLOSED);
        assertThat(TestRecorder.open(NUMBER + 1)).isNull();
    }

    @Test
    void learnsOfAConnectThatWasUnderWayAndThatNoHookHasTold() {
        open(NUMBER, INODE, TcpState.CLOSED);
        adoption.run();
        TrackedSocket c = adopted();
        assertThat(c.role()).isEqualTo(Role.UNCONNECTED);

        kernel.says(NUMBER, TcpState.ESTABLISHED);
        table.row(HERE, THERE, TcpState.ESTABLISHED, 0, INODE);
        adoption.check();

        assertThat(c.role()).isEqualTo(Role.CLIENT);
        assertThat(c.remote()).hasToString("10.0.3.7:5432");
        assertThat(c.tcp().state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(c.record().is(SocketRecord.CONNECTED)).isTrue();
    }

    @Test
    void followsItThroughItsFirstUseAndItsClose() {
        open(NUMBER, INODE, TcpState.ESTABLISHED);
        table.row(HERE, THERE, TcpState.ESTABLISHED, 0, INODE);
        adoption.run();
        TrackedSocket c = adopted();
        FileDescriptor descriptor = TestRecorder.descriptor(NUMBER);

        TestRecorder.transferred(descriptor);
        drain();
        assertThat(c.firstUser()).isEqualTo(Thread.currentThread().getName());
        assertThat(c.firstUsedBy().frames().toString()).contains("followsItThroughItsFirstUseAndItsClose");
        assertThat(sockets.open()).containsExactly(c);

        TestRecorder.closing(descriptor);
        TestRecorder.released(descriptor);
        drain();
        assertThat(c.isOpen()).isFalse();
        assertThat(c.incomplete()).isFalse();
        assertThat(c.tcp().closedBy()).isIn(ClosedBy.LOCAL, null);
    }

    /** As a thread does that waits in a read when another closes. */
    @Test
    void knowsTheCloseOfOneThatIsShownOnlyAfterItsCloseWasEntered() {
        open(NUMBER, INODE, TcpState.ESTABLISHED);
        table.row(HERE, THERE, TcpState.ESTABLISHED, 0, INODE);
        adoption.run();
        TrackedSocket c = adopted();
        FileDescriptor descriptor = TestRecorder.descriptor(NUMBER);

        long before = System.nanoTime();
        TestRecorder.closing(descriptor);
        long after = System.nanoTime();
        TestRecorder.transferred(descriptor);
        TestRecorder.released(descriptor);
        drain();

        assertThat(c.firstUser())
                .as("it was shown")
                .isEqualTo(Thread.currentThread().getName());
        assertThat(c.closingAt()).isBetween(before, after);
        assertThat(c.isOpen()).isFalse();
    }

    @Test
    void noticesThatOneIsGoneWhoseCloseNobodyTold() {
        open(NUMBER, INODE, TcpState.ESTABLISHED);
        open(NUMBER + 1, INODE + 1, TcpState.ESTABLISHED);
        table.row(HERE, THERE, TcpState.ESTABLISHED, 0, INODE)
                .row(HERE, new InetSocketAddress("10.0.3.8", 5432), TcpState.ESTABLISHED, 0, INODE + 1);
        adoption.run();
        TrackedSocket kept = at(NUMBER + 1);
        TrackedSocket gone = at(NUMBER);
        // The number stands for another socket now.
        replaceDescriptor(NUMBER, INODE + 7);

        now += 1_000;
        adoption.check();

        assertThat(gone.isOpen()).isFalse();
        assertThat(kept.isOpen()).isTrue();
    }

    @Test
    void saysThatAHandshakeMayHaveWaitedInTheQueueOfAnAdoptedListener() {
        InetSocketAddress at = new InetSocketAddress("10.0.0.5", 8080);
        open(NUMBER, INODE, TcpState.LISTEN);
        table.listener(at, 3, INODE);
        adoption.run();

        TestRecorder.accepted(TestRecorder.descriptor(NUMBER + 1), THERE, at);
        events.discovered(TestRecorder.open(NUMBER + 1));

        TrackedSocket accepted = at(NUMBER + 1);
        Transition established = accepted.tcp().transitions().stream()
                .filter(transition -> transition.to == TcpState.ESTABLISHED)
                .findAny()
                .orElseThrow();
        assertThat(established.earliest).as("the beginning of the process").isZero();
    }

    private void open(int number, long inode, TcpState state) {
        table.descriptor(number, inode);
        kernel.says(number, state);
    }

    private void replaceDescriptor(int number, long inode) {
        try {
            Files.delete(proc.resolve("self/fd/" + number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        table.descriptor(number, inode);
    }

    @Test
    void adoptsASocketThatNoHookSawWhenItIsThereASecondTime() {
        adoption.run();
        open(NUMBER, INODE, TcpState.CLOSE_WAIT);
        table.row(HERE, THERE, TcpState.CLOSE_WAIT, 1, INODE);

        adoption.compareIfDue();
        assertThat(sockets.open())
                .as("a hook may just be about to begin its record")
                .isEmpty();

        now += 20 * TrackFixture.SECOND;
        adoption.compareIfDue();
        TrackedSocket c = adopted();
        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(c.isNative()).isTrue();
        assertThat(c.adopted()).isTrue();
        assertThat(c.snapshot().nativeCode).isTrue();

        now += 20 * TrackFixture.SECOND;
        adoption.compareIfDue();
        assertThat(sockets.open()).containsExactly(c);
    }

    @Test
    void findsAtARequestWhatIsNotDue() {
        adoption.compareIfDue();
        open(NUMBER, INODE, TcpState.ESTABLISHED);
        table.row(HERE, THERE, TcpState.ESTABLISHED, 0, INODE);
        adoption.compareIfDue();
        adoption.compareIfDue();
        assertThat(sockets.open()).isEmpty();

        adoption.compareNow();
        adoption.compareNow();

        assertThat(adopted().isNative()).isTrue();
    }

    @Test
    void doesNotAdoptWhatIsNoTcpSocketOrAnotherOneMeanwhile() {
        table.descriptor(NUMBER, INODE);
        open(NUMBER + 1, INODE + 1, TcpState.ESTABLISHED);
        adoption.compareIfDue();

        replaceDescriptor(NUMBER + 1, INODE + 2);
        now += 20 * TrackFixture.SECOND;
        adoption.compareIfDue();

        assertThat(sockets.open()).isEmpty();
    }

    private TrackedSocket adopted() {
        return at(NUMBER);
    }

    private static TrackedSocket at(int number) {
        return (TrackedSocket) TestRecorder.open(number).follower;
    }

    private void drain() {
        for (SocketEvent event; (event = TestRecorder.poll()) != null; ) {
            events.handle(event);
        }
    }
}
