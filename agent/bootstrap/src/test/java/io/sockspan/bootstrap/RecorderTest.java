package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What hooks call, in the order in which the JDK makes them, with descriptors that stand for nothing that is open. */
class RecorderTest {
    private static final int NUMBER = 1_000_007;
    private static final InetSocketAddress REMOTE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5432);
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 51344);

    private final ThreadGroup agentThreads = new ThreadGroup("agent");
    private final FileDescriptor descriptor = Records.descriptor(NUMBER);

    @BeforeEach
    void start() {
        Recorder.start(agentThreads, 64, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    @AfterEach
    void stop() {
        Recorder.stop();
    }

    @Test
    void tellsAConnectionFromConnectToRelease() {
        Recorder.opened(descriptor);
        SocketRecord record = Recorder.connecting(descriptor, REMOTE);
        Recorder.connected(record, 51344, null);
        Recorder.outputShutdown(descriptor);
        Recorder.endOfStream(descriptor);
        Recorder.closing(descriptor);
        Recorder.released(descriptor);

        List<SocketEvent> events = events();
        assertThat(events)
                .extracting(event -> event.kind)
                .containsExactly(EventKind.OUTPUT_SHUTDOWN, EventKind.END_OF_STREAM, EventKind.RELEASED);
        assertThat(record.is(SocketRecord.CLOSE_TOLD)).isTrue();
        assertThat(record.closingAt).isBetween(events.get(1).at, events.get(2).at);
        assertThat(events).extracting(event -> event.record).containsOnly(record);
        assertThat(events).extracting(event -> event.at).isSorted();
        ActiveOpen connect = (ActiveOpen) record.opening;
        assertThat(connect.port).isEqualTo(5432);
        assertThat(connect.isConnected()).isTrue();
        assertThat(connect.isPending()).isFalse();
        assertThat(connect.connectedAt()).isBetween(connect.enteredAt, events.get(0).at);
        assertThat(connect.localPort()).isEqualTo(51344);
        assertThat(Recorder.open(NUMBER)).isNull();
        assertThat(Recorder.seen()).isEqualTo(1);
        assertThat(Recorder.hookFailures()).isZero();
    }

    @Test
    void meetsAnAdoptedSocketAtItsFirstTransfer() {
        SocketRecord adopted = Recorder.adopt(NUMBER, SocketRecord.CONNECTED);
        assertThat(adopted.is(SocketRecord.ADOPTED | SocketRecord.UNRESOLVED)).isTrue();
        Recorder.transferred(descriptor);
        assertThat(events()).as("nobody waits for it").isEmpty();

        Recorder.resolveAdopted(true);
        Recorder.transferred(descriptor);
        Recorder.transferred(descriptor);

        List<SocketEvent> events = events();
        assertThat(events).extracting(event -> event.kind).containsExactly(EventKind.RESOLVED);
        SocketRecord resolved = events.get(0).record;
        assertThat(resolved).isNotSameAs(adopted).isSameAs(Recorder.open(NUMBER));
        assertThat(resolved.follower).isSameAs(adopted);
        assertThat(resolved.id).isEqualTo(adopted.id);
        assertThat(resolved.get()).isSameAs(descriptor);
        assertThat(resolved.is(SocketRecord.CONNECTED)).isTrue();
        assertThat(resolved.is(SocketRecord.UNRESOLVED)).isFalse();
        assertThat(resolved.callSite).isNotNull();
        assertThat(resolved.thread).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void tellsTheCloseOfAnAdoptedSocketThatWasNeverUsed() {
        SocketRecord adopted = Recorder.adopt(NUMBER, SocketRecord.CONNECTED);

        Recorder.closing(descriptor);
        Recorder.released(descriptor);

        assertThat(events())
                .extracting(event -> event.kind, event -> event.record)
                .containsExactly(tuple(EventKind.RELEASED, adopted));
        assertThat(adopted.is(SocketRecord.CLOSE_TOLD)).isTrue();
        assertThat(Recorder.open(NUMBER)).isNull();
    }

    @Test
    void adoptsNothingThatAHookHasToldOf() {
        Recorder.opened(descriptor);

        assertThat(Recorder.adopt(NUMBER, SocketRecord.CONNECTED)).isNull();
        assertThat(Recorder.open(NUMBER).get()).isSameAs(descriptor);
    }

    @Test
    void forgetsAnAdoptedSocketWhoseNumberAnotherHas() {
        SocketRecord adopted = Recorder.adopt(NUMBER, SocketRecord.CONNECTED);

        Recorder.opened(descriptor);

        assertThat(adopted.is(SocketRecord.RELEASED)).isTrue();
        SocketRecord other = Recorder.open(NUMBER);
        assertThat(other.get()).isSameAs(descriptor);
        assertThat(other.is(SocketRecord.ADOPTED)).isFalse();
        assertThat(other.id).isNotEqualTo(adopted.id);
    }

    @Test
    void tellsAnAcceptedConnection() {
        Recorder.accepted(descriptor, REMOTE, LOCAL);

        assertThat(events()).as("the record tells").isEmpty();
        SocketRecord accepted = Recorder.open(NUMBER);
        assertThat(((PassiveOpen) accepted.opening).localPort).isEqualTo(51344);
        assertThat(accepted.is(SocketRecord.CONNECTED)).isTrue();
        assertThat(accepted.thread).isEqualTo(Thread.currentThread().getName());
        assertThat(accepted.callSite.getStackTrace())
                .anySatisfy(frame -> assertThat(frame.getMethodName()).isEqualTo("tellsAnAcceptedConnection"));
    }

    @Test
    void tellsOnlyTheFirstCloseAndRelease() {
        SocketRecord record = accept();

        Recorder.closing(descriptor);
        long closingAt = record.closingAt;
        Recorder.closing(descriptor);
        Recorder.released(descriptor);
        Recorder.released(descriptor);

        assertThat(kinds()).containsExactly(EventKind.RELEASED);
        assertThat(record.closingAt).isEqualTo(closingAt);
    }

    @Test
    void tellsACloseThatNobodyAskedForBeforeItsRelease() {
        SocketRecord record = accept();

        Recorder.released(descriptor);

        assertThat(kinds()).containsExactly(EventKind.RELEASED);
        assertThat(record.is(SocketRecord.CLOSE_TOLD)).isTrue();
        assertThat(record.is(SocketRecord.CLOSED_BY_COLLECTOR)).isFalse();
    }

    @Test
    void knowsTheCollectorByItsThread() throws InterruptedException {
        SocketRecord record = accept();

        onThread("Common-Cleaner", null, () -> Recorder.released(descriptor));

        assertThat(kinds()).containsExactly(EventKind.RELEASED);
        assertThat(record.is(SocketRecord.CLOSED_BY_COLLECTOR)).isTrue();
    }

    @Test
    void tellsTheCleanupOfANumberThatIsAllThatIsLeft() throws InterruptedException {
        SocketRecord record = accept();

        onThread("Common-Cleaner", null, () -> Recorder.cleaned(NUMBER));

        assertThat(kinds()).containsExactly(EventKind.RELEASED);
        assertThat(record.is(SocketRecord.CLOSED_BY_COLLECTOR)).isTrue();
        assertThat(Recorder.open(NUMBER)).isNull();
    }

    @Test
    void finalizerClosesADescriptorWhoseRecordHasLostItAlready() throws InterruptedException {
        SocketRecord record = accept();
        // The collector clears weak references before it finalizes.
        record.clear();

        onThread("Finalizer", null, () -> {
            Recorder.closing(descriptor);
            Recorder.released(descriptor);
        });

        assertThat(kinds()).containsExactly(EventKind.RELEASED);
        assertThat(record.is(SocketRecord.CLOSED_BY_COLLECTOR)).isTrue();
    }

    @Test
    void closedDescriptorIsNotTakenForTheSocketThatHasItsNumberNow() {
        accept();
        Recorder.closing(descriptor);
        Recorder.released(descriptor);
        FileDescriptor other = Records.descriptor(NUMBER);
        Recorder.accepted(other, REMOTE, LOCAL);
        SocketRecord record = Recorder.open(NUMBER);
        events();

        Recorder.endOfStream(descriptor);
        Recorder.outputShutdown(descriptor);
        Recorder.closing(descriptor);
        Recorder.released(descriptor);

        assertThat(events()).isEmpty();
        assertThat(Recorder.open(NUMBER)).isSameAs(record);
    }

    @Test
    void numberGivenAwayAnewProvesThatItWasReleased() {
        SocketRecord before = accept();
        FileDescriptor other = Records.descriptor(NUMBER);

        Recorder.opened(other);

        assertThat(before.is(SocketRecord.RELEASED)).isTrue();
        assertThat(Recorder.open(NUMBER)).isNotSameAs(before);
        assertThat(Recorder.seen()).isEqualTo(2);
        assertThat(events())
                .as("nobody would know of it otherwise")
                .extracting(event -> event.kind, event -> event.record)
                .containsExactly(tuple(EventKind.REPLACED, before));
    }

    @Test
    void newSocketIsNotTakenForAForgottenOneWithItsNumber() {
        SocketRecord forgotten = accept();
        forgotten.clear();
        FileDescriptor other = Records.descriptor(NUMBER);

        Recorder.opened(other);
        SocketRecord record = Recorder.connecting(other, REMOTE);

        assertThat(record).isNotNull().isNotSameAs(forgotten);
        assertThat(forgotten.is(SocketRecord.CONNECTING)).isFalse();
    }

    @Test
    void collectedDescriptorTurnsUp() {
        Recorder.accepted(Records.descriptor(NUMBER), REMOTE, LOCAL);
        SocketRecord record = Recorder.open(NUMBER);

        await().untilAsserted(() -> {
            System.gc();
            assertThat(Recorder.pollCollected()).isSameAs(record);
        });

        assertThat(Recorder.open(NUMBER)).as("its number is open for ever").isSameAs(record);
    }

    @Test
    void agentsOwnSocketsAreInvisible() throws InterruptedException {
        onThread("own", agentThreads, () -> {
            Recorder.opened(descriptor);
            SocketRecord record = Recorder.connecting(descriptor, REMOTE);
            Recorder.connected(record, 1, null);
            Recorder.closing(descriptor);
            Recorder.released(descriptor);
        });

        assertThat(events()).isEmpty();
        assertThat(Recorder.seen()).isZero();
        assertThat(Recorder.isAnySeen()).isFalse();
    }

    @Test
    void anotherThreadThatUsesASocketOfTheAgentsSeesNothingEither() throws InterruptedException {
        onThread("own", agentThreads, () -> Recorder.opened(descriptor));

        Recorder.endOfStream(descriptor);
        Recorder.closing(descriptor);

        assertThat(events()).isEmpty();
    }

    @Test
    void recordsNothingAfterStop() {
        SocketRecord record = Recorder.connecting(descriptor, REMOTE);
        Recorder.stop();

        Recorder.connected(record, 1, null);
        Recorder.closing(descriptor);
        Recorder.released(descriptor);
        Recorder.accepted(Records.descriptor(NUMBER + 1), REMOTE, LOCAL);

        assertThat(events()).isEmpty();
        assertThat(Recorder.open(NUMBER)).isNull();
        assertThat(Recorder.open(NUMBER + 1)).isNull();
        assertThat(Recorder.dropped()).isZero();
    }

    @Test
    void startsAfreshAfterStop() {
        accept();
        Recorder.stop();

        Recorder.start(agentThreads, 64, 0, Integer.MAX_VALUE);

        assertThat(Recorder.isAnySeen()).isFalse();
        assertThat(Recorder.seen()).isZero();
        Recorder.accepted(descriptor, REMOTE, LOCAL);
        assertThat(Recorder.seen()).isEqualTo(1);
        assertThat(Recorder.open(NUMBER).opening).isInstanceOf(PassiveOpen.class);
    }

    @Test
    void countsWhatTheFullQueueRefusesAndMarksItsSocket() {
        Recorder.start(agentThreads, 4, 0, Integer.MAX_VALUE);
        SocketRecord first = Recorder.connecting(descriptor, REMOTE);
        Recorder.connected(first, 1, null);
        Recorder.inputShutdown(descriptor);
        Recorder.endOfStream(descriptor);
        Recorder.outputShutdown(descriptor);
        Recorder.released(descriptor);
        FileDescriptor other = Records.descriptor(NUMBER + 1);

        Recorder.accepted(other, REMOTE, LOCAL);
        SocketRecord refused = Recorder.open(NUMBER + 1);
        Recorder.released(other);

        assertThat(Recorder.dropped()).isEqualTo(1);
        assertThat(first.is(SocketRecord.INCOMPLETE)).isFalse();
        assertThat(refused.is(SocketRecord.INCOMPLETE)).isTrue();
        assertThat(Recorder.waiting()).isEqualTo(4);
    }

    @Test
    void countsAFailureOfTheApplicationsContextAndTellsTheConnectWithout() {
        AssertionError failure = new AssertionError("of the application's own telemetry");
        Recorder.setApplicationContext(new ApplicationContext() {
            @Override
            public Object current() {
                throw failure;
            }
        });

        SocketRecord record = Recorder.connecting(descriptor, REMOTE);

        assertThat(((ActiveOpen) record.opening).applicationContext).isNull();
        assertThat(Recorder.hookFailures()).isEqualTo(1);
        assertThat(Recorder.firstHookFailure()).isSameAs(failure);
    }

    @Test
    void keepsTheApplicationsContextOfAConnect() {
        Object context = new Object();
        Recorder.setApplicationContext(new ApplicationContext() {
            @Override
            public Object current() {
                return context;
            }
        });

        SocketRecord record = Recorder.connecting(descriptor, REMOTE);

        assertThat(((ActiveOpen) record.opening).applicationContext).isSameAs(context);
    }

    @Test
    void secondConnectOfAConnectedSocketChangesNothing() {
        SocketRecord record = Recorder.connecting(descriptor, REMOTE);
        Recorder.connected(record, 1, null);
        Object opening = record.opening;

        assertThat(Recorder.connecting(descriptor, REMOTE)).isNull();

        assertThat(record.opening).isSameAs(opening);
        assertThat(kinds()).isEmpty();
    }

    @Test
    void failedConnectCanBeTriedAgainOnTheSameDescriptor() {
        SocketRecord record = Recorder.connecting(descriptor, REMOTE);
        Recorder.connectFailed(record, new ConnectException("Address family not supported by protocol"));

        SocketRecord again = Recorder.connecting(descriptor, REMOTE);
        Recorder.connected(again, 1, null);

        assertThat(again).isSameAs(record);
        assertThat(kinds()).containsExactly(EventKind.CONNECT_FAILED, EventKind.CONNECTING, EventKind.CONNECTED);
        assertThat(((ActiveOpen) record.opening).isConnected())
                .as("that is the first attempt")
                .isFalse();
    }

    @Test
    void eventsTellHowAConnectGoesThatTheAgentKnowsOf() {
        SocketRecord record = Recorder.connecting(descriptor, REMOTE);
        ActiveOpen connect = (ActiveOpen) record.opening;
        connect.close();
        record.opening = null;

        Recorder.connectPending(record);
        Recorder.connected(record, 51344, null);

        List<SocketEvent> events = events();
        assertThat(events)
                .extracting(event -> event.kind)
                .containsExactly(EventKind.CONNECT_PENDING, EventKind.CONNECTED);
        assertThat(events.get(1).number).isEqualTo(51344);
        assertThat(connect.isPending()).isFalse();
        assertThat(connect.isConnected()).isFalse();
    }

    @Test
    void connectThatTheAgentTakesInHalfwayIsToldOnce() {
        SocketRecord record = Recorder.connecting(descriptor, REMOTE);
        ActiveOpen connect = (ActiveOpen) record.opening;

        Recorder.connectPending(record);
        connect.close();
        Recorder.connected(record, 51344, null);

        assertThat(connect.isPending()).isTrue();
        assertThat(connect.isConnected()).isFalse();
        assertThat(kinds()).containsExactly(EventKind.CONNECTED);
    }

    @Test
    void tellsANameWithoutAnAddress() {
        Recorder.opened(descriptor);

        assertThat(Recorder.connecting(descriptor, InetSocketAddress.createUnresolved("nowhere.invalid", 80)))
                .isNull();

        SocketEvent event = events().get(0);
        assertThat(event.kind).isEqualTo(EventKind.HOST_UNRESOLVED);
        assertThat(((UnresolvedPeer) event.detail).name).isEqualTo("nowhere.invalid");
    }

    @Test
    void unfinishedConnectIsFoundUntilItHasEnded() {
        SocketRecord record = Recorder.connecting(descriptor, REMOTE);
        Recorder.connectPending(record);
        assertThat(Recorder.unfinished(descriptor)).isSameAs(record);

        Recorder.connected(record, 1, null);

        assertThat(Recorder.unfinished(descriptor)).isNull();
    }

    @Test
    void endOfStreamIsToldOnceAndNotAfterClose() {
        accept();
        Recorder.endOfStream(descriptor);
        Recorder.endOfStream(descriptor);
        FileDescriptor other = Records.descriptor(NUMBER + 1);
        Recorder.accepted(other, REMOTE, LOCAL);
        Recorder.closing(other);
        Recorder.endOfStream(other);

        assertThat(kinds()).containsExactly(EventKind.END_OF_STREAM);
    }

    @Test
    void timeoutOfAReadIsNoFailureOfTheConnection() {
        accept();

        Recorder.transferFailed(descriptor, new SocketTimeoutException("Read timed out"));
        Recorder.transferFailed(descriptor, new IllegalStateException("of the application"));
        Recorder.transferFailed(descriptor, new IOException("Connection reset"));

        assertThat(kinds()).containsExactly(EventKind.BROKEN);
    }

    @Test
    void remembersTheLastLingerOption() {
        SocketRecord record = accept();

        Recorder.lingerSet(descriptor, 0);
        assertThat(record.is(SocketRecord.LINGER_ZERO)).isTrue();

        Recorder.lingerSet(descriptor, Boolean.FALSE);
        assertThat(record.is(SocketRecord.LINGER_ZERO)).isFalse();
    }

    @Test
    void countsWantOfDescriptors() {
        long before = Recorder.descriptorsExhausted();

        Recorder.notOpened(new IOException("Too many open files"));
        Recorder.notOpened(new IOException("Permission denied"));
        Recorder.notOpened(new IOException((String) null));

        assertThat(Recorder.descriptorsExhausted()).isEqualTo(before + 1);
        assertThat(Recorder.hookFailures()).isZero();
    }

    @Test
    void transfersAreTimedOnlyIfSomebodyWantsToKnow() {
        SocketRecord record = accept();
        Recorder.transferred(descriptor);
        assertThat(record.lastTransferAt).isZero();

        Recorder.watchTransfers(true);
        long before = System.nanoTime();
        Recorder.transferred(descriptor);

        assertThat(record.lastTransferAt - before).isNotNegative();
    }

    @Test
    void asksTheKernelOfAShareOfTheClosesWhereManyClose() {
        Recorder.start(agentThreads, 1_024, 0, 10);
        int asked = 0;
        for (int i = 0; i < 400; i++) {
            SocketRecord record = accept();
            Recorder.closing(descriptor);
            Recorder.released(descriptor);
            asked += record.is(SocketRecord.UNASKED_AT_CLOSE) ? 0 : 1;
            assertThat(record.is(SocketRecord.CLOSE_TOLD)).isTrue();
        }

        // Of the others one in 16.
        assertThat(asked).isBetween(20, 80);
        assertThat(Recorder.closeLooksSkipped()).isEqualTo(400 - asked);
    }

    @Test
    void alwaysAsksTheKernelOfAWatchedSocketAndOfAnUnfinishedConnect() {
        Recorder.start(agentThreads, 64, 0, 0);
        SocketRecord watched = accept();
        watched.watch();
        Recorder.closing(descriptor);
        Recorder.released(descriptor);
        SocketRecord unfinished = Recorder.connecting(descriptor, REMOTE);
        Recorder.closing(descriptor);

        assertThat(watched.is(SocketRecord.UNASKED_AT_CLOSE)).isFalse();
        assertThat(unfinished.is(SocketRecord.UNASKED_AT_CLOSE)).isFalse();
        assertThat(Recorder.closeLooksSkipped()).isZero();
    }

    @Test
    void nothingIsLeftToReadBehindTheEndOfTheStreamEvenIfNobodyAsks() {
        Recorder.start(agentThreads, 64, 0, 0);
        SocketRecord record = accept();
        Recorder.endOfStream(descriptor);
        Recorder.closing(descriptor);

        assertThat(record.is(SocketRecord.UNASKED_AT_CLOSE)).isTrue();
        assertThat(record.unreadAtClose).isZero();
    }

    @Test
    void leavesDescriptorsWithoutANumberAlone() {
        Recorder.opened(new FileDescriptor());
        Recorder.opened(null);
        Recorder.closing(null);
        Recorder.opened(Records.descriptor(Integer.MAX_VALUE));

        assertThat(Recorder.seen()).isZero();
        assertThat(Recorder.hookFailures()).isZero();
    }

    private SocketRecord accept() {
        Recorder.accepted(descriptor, REMOTE, LOCAL);
        return Recorder.open(NUMBER);
    }

    private static List<EventKind> kinds() {
        return events().stream().map(event -> event.kind).toList();
    }

    private static List<SocketEvent> events() {
        List<SocketEvent> events = new ArrayList<>();
        for (SocketEvent event; (event = Recorder.poll()) != null; ) {
            events.add(event);
        }
        return events;
    }

    private static void onThread(String name, ThreadGroup group, Runnable work) throws InterruptedException {
        Thread thread = new Thread(group, work, name);
        thread.start();
        thread.join();
    }
}
