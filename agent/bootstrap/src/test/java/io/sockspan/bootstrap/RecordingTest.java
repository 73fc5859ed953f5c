package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hooks call, in the order in which the JDK makes them, with descriptors that stand for nothing that is open. */
class RecordingTest {
    private static final int NUMBER = 1_000_007;
    private static final InetSocketAddress REMOTE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5432);
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 51344);

    private final ThreadGroup agentThreads = new ThreadGroup("agent");
    private final FileDescriptor descriptor = Records.descriptor(NUMBER);

    private Recording recording;

    @BeforeEach
    void start() {
        start(64, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    private void start(int queueSize, int stacksPerSecond, int closeObservationsPerSecond) {
        recording = new Recording(agentThreads, queueSize, stacksPerSecond, closeObservationsPerSecond);
        recording.start();
    }

    @AfterEach
    void stop() {
        recording.stop();
    }

    @Test
    void tellsAConnectionFromConnectToRelease() {
        OpenHooks.created(descriptor, true, null);
        SocketRecord record = connecting(descriptor);
        ConnectHooks.ended(record, 51344, null);
        CloseHooks.outputShutdown(descriptor);
        TransferHooks.read(descriptor, -1, null);
        CloseHooks.closing(descriptor);
        CloseHooks.released(descriptor);

        List<SocketEvent> events = events();
        assertThat(events)
                .extracting(event -> event.kind)
                .containsExactly(EventKind.OUTPUT_SHUTDOWN, EventKind.END_OF_STREAM, EventKind.RELEASED);
        assertThat(record.is(SocketRecord.CLOSE_REPORTED)).isTrue();
        assertThat(record.closingAt).isBetween(events.get(1).at, events.get(2).at);
        assertThat(events).extracting(event -> event.record).containsOnly(record);
        assertThat(events).extracting(event -> event.at).isSorted();
        ActiveOpen connect = (ActiveOpen) record.opening;
        assertThat(connect.port).isEqualTo(5432);
        assertThat(connect.isConnected()).isTrue();
        assertThat(connect.isPending()).isFalse();
        assertThat(connect.connectedAt()).isBetween(connect.enteredAt, events.get(0).at);
        assertThat(connect.localPort()).isEqualTo(51344);
        assertThat(recording.open(NUMBER)).isNull();
        assertThat(recording.seen()).isEqualTo(1);
        assertThat(recording.hookFailures()).isZero();
    }

    @Test
    void meetsAnAdoptedSocketAtItsFirstTransfer() {
        SocketRecord adopted = recording.adopt(NUMBER, SocketRecord.CONNECTED);
        assertThat(adopted.is(SocketRecord.ADOPTED | SocketRecord.UNRESOLVED)).isTrue();
        TransferHooks.read(descriptor, 1, null);
        assertThat(events()).as("nobody waits for it").isEmpty();

        recording.resolveAdopted(true);
        TransferHooks.read(descriptor, 1, null);
        TransferHooks.read(descriptor, 1, null);

        List<SocketEvent> events = events();
        assertThat(events).extracting(event -> event.kind).containsExactly(EventKind.RESOLVED);
        SocketRecord resolved = events.get(0).record;
        assertThat(resolved).isNotSameAs(adopted).isSameAs(recording.open(NUMBER));
        assertThat(((Predecessor) resolved.follower).record).isSameAs(adopted);
        assertThat(resolved.id).isEqualTo(adopted.id);
        assertThat(resolved.get()).isSameAs(descriptor);
        assertThat(resolved.is(SocketRecord.CONNECTED)).isTrue();
        assertThat(resolved.is(SocketRecord.UNRESOLVED)).isFalse();
        assertThat(resolved.callSite).isNotNull();
        assertThat(resolved.thread).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void tellsTheCloseOfAnAdoptedSocketThatWasNeverUsed() {
        SocketRecord adopted = recording.adopt(NUMBER, SocketRecord.CONNECTED);

        CloseHooks.closing(descriptor);
        CloseHooks.released(descriptor);

        assertThat(events())
                .extracting(event -> event.kind, event -> event.record)
                .containsExactly(tuple(EventKind.RELEASED, adopted));
        assertThat(adopted.is(SocketRecord.CLOSE_REPORTED)).isTrue();
        assertThat(recording.open(NUMBER)).isNull();
    }

    @Test
    void adoptsNothingThatAHookHasToldOf() {
        OpenHooks.created(descriptor, true, null);

        assertThat(recording.adopt(NUMBER, SocketRecord.CONNECTED)).isNull();
        assertThat(recording.open(NUMBER).get()).isSameAs(descriptor);
    }

    @Test
    void forgetsAnAdoptedSocketWhoseNumberAnotherHas() {
        SocketRecord adopted = recording.adopt(NUMBER, SocketRecord.CONNECTED);

        OpenHooks.created(descriptor, true, null);

        assertThat(adopted.is(SocketRecord.RELEASED)).isTrue();
        SocketRecord other = recording.open(NUMBER);
        assertThat(other.get()).isSameAs(descriptor);
        assertThat(other.is(SocketRecord.ADOPTED)).isFalse();
        assertThat(other.id).isNotEqualTo(adopted.id);
    }

    @Test
    void tellsAnAcceptedConnection() {
        OpenHooks.accepted(descriptor, REMOTE, LOCAL);

        assertThat(events()).as("the record tells").isEmpty();
        SocketRecord accepted = recording.open(NUMBER);
        assertThat(((PassiveOpen) accepted.opening).localPort).isEqualTo(51344);
        assertThat(accepted.is(SocketRecord.CONNECTED)).isTrue();
        assertThat(accepted.thread).isEqualTo(Thread.currentThread().getName());
        assertThat(accepted.callSite.getStackTrace())
                .anySatisfy(frame -> assertThat(frame.getMethodName()).isEqualTo("tellsAnAcceptedConnection"));
    }

    @Test
    void tellsOnlyTheFirstCloseAndRelease() {
        SocketRecord record = accept();

        CloseHooks.closing(descriptor);
        long closingAt = record.closingAt;
        CloseHooks.closing(descriptor);
        CloseHooks.released(descriptor);
        CloseHooks.released(descriptor);

        assertThat(kinds()).containsExactly(EventKind.RELEASED);
        assertThat(record.closingAt).isEqualTo(closingAt);
    }

    @Test
    void tellsACloseThatNobodyAskedForBeforeItsRelease() {
        SocketRecord record = accept();

        CloseHooks.released(descriptor);

        assertThat(kinds()).containsExactly(EventKind.RELEASED);
        assertThat(record.is(SocketRecord.CLOSE_REPORTED)).isTrue();
        assertThat(record.is(SocketRecord.CLOSED_BY_COLLECTOR)).isFalse();
    }

    @Test
    void knowsTheCollectorByItsThread() throws InterruptedException {
        SocketRecord record = accept();

        onCleaner(() -> CloseHooks.released(descriptor));

        assertThat(kinds()).containsExactly(EventKind.RELEASED);
        assertThat(record.is(SocketRecord.CLOSED_BY_COLLECTOR)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Finalizer", "Common-Cleaner"})
    void takesNoThreadOfTheSameNameForTheCollector(String name) throws InterruptedException {
        SocketRecord record = accept();

        onThread(name, null, () -> {
            CloseHooks.closing(descriptor);
            CloseHooks.released(descriptor);
        });

        assertThat(record.is(SocketRecord.CLOSED_BY_COLLECTOR)).isFalse();
    }

    @Test
    void tellsTheCleanupOfANumberThatIsAllThatIsLeft() throws InterruptedException {
        SocketRecord record = accept();

        onCleaner(() -> CloseHooks.cleaned(NUMBER));

        assertThat(kinds()).containsExactly(EventKind.RELEASED);
        assertThat(record.is(SocketRecord.CLOSED_BY_COLLECTOR)).isTrue();
        assertThat(recording.open(NUMBER)).isNull();
    }

    @Test
    void finalizerClosesADescriptorWhoseRecordHasLostItAlready() throws InterruptedException {
        SocketRecord record = accept();
        // The collector clears weak references before it finalizes.
        record.clear();

        onFinalizer(() -> {
            CloseHooks.closing(descriptor);
            CloseHooks.released(descriptor);
        });

        assertThat(kinds()).containsExactly(EventKind.RELEASED);
        assertThat(record.is(SocketRecord.CLOSED_BY_COLLECTOR)).isTrue();
    }

    @Test
    void closedDescriptorIsNotTakenForTheSocketThatHasItsNumberNow() {
        accept();
        CloseHooks.closing(descriptor);
        CloseHooks.released(descriptor);
        FileDescriptor other = Records.descriptor(NUMBER);
        OpenHooks.accepted(other, REMOTE, LOCAL);
        SocketRecord record = recording.open(NUMBER);
        events();

        TransferHooks.read(descriptor, -1, null);
        CloseHooks.outputShutdown(descriptor);
        CloseHooks.closing(descriptor);
        CloseHooks.released(descriptor);

        assertThat(events()).isEmpty();
        assertThat(recording.open(NUMBER)).isSameAs(record);
    }

    @Test
    void numberGivenAwayAnewProvesThatItWasReleased() {
        SocketRecord before = accept();
        FileDescriptor other = Records.descriptor(NUMBER);

        OpenHooks.created(other, true, null);

        assertThat(before.is(SocketRecord.RELEASED)).isTrue();
        assertThat(recording.open(NUMBER)).isNotSameAs(before);
        assertThat(recording.seen()).isEqualTo(2);
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

        OpenHooks.created(other, true, null);
        SocketRecord record = connecting(other);

        assertThat(record).isNotNull().isNotSameAs(forgotten);
        assertThat(forgotten.is(SocketRecord.CONNECTING)).isFalse();
    }

    @Test
    void collectedDescriptorTurnsUp() {
        OpenHooks.accepted(Records.descriptor(NUMBER), REMOTE, LOCAL);
        SocketRecord record = recording.open(NUMBER);

        await().atMost(ONE_MINUTE).untilAsserted(() -> {
            System.gc();
            assertThat(recording.pollCollected()).isSameAs(record);
        });

        assertThat(recording.open(NUMBER)).as("its number is open for ever").isSameAs(record);
    }

    @Test
    void agentsOwnSocketsAreInvisible() throws InterruptedException {
        onThread("own", agentThreads, () -> {
            OpenHooks.created(descriptor, true, null);
            SocketRecord record = connecting(descriptor);
            ConnectHooks.ended(record, 1, null);
            CloseHooks.closing(descriptor);
            CloseHooks.released(descriptor);
        });

        assertThat(events()).isEmpty();
        assertThat(recording.seen()).isZero();
        assertThat(recording.isAnySeen()).isFalse();
    }

    @Test
    void anotherThreadThatUsesASocketOfTheAgentsSeesNothingEither() throws InterruptedException {
        onThread("own", agentThreads, () -> OpenHooks.created(descriptor, true, null));

        TransferHooks.read(descriptor, -1, null);
        CloseHooks.closing(descriptor);

        assertThat(events()).isEmpty();
    }

    @Test
    void recordsNothingAfterStop() {
        SocketRecord record = connecting(descriptor);
        recording.stop();

        ConnectHooks.ended(record, 1, new ConnectException("too late"));
        CloseHooks.closing(descriptor);
        CloseHooks.released(descriptor);
        OpenHooks.accepted(Records.descriptor(NUMBER + 1), REMOTE, LOCAL);

        assertThat(events()).isEmpty();
        assertThat(recording.open(NUMBER + 1)).isNull();
        assertThat(recording.dropped()).isZero();
        assertThat(Recording.OFF.waiting()).as("what keeps records alive").isZero();
        assertThat(Recording.OFF.openLimit()).isZero();
    }

    @Test
    void anEarlierRecordingsStopDoesNotEndTheNext() {
        Recording earlier = recording;
        start(64, 0, 0);

        earlier.stop();

        OpenHooks.accepted(descriptor, REMOTE, LOCAL);
        assertThat(recording.open(NUMBER)).isNotNull();
    }

    @Test
    void countsWhatTheWeaversHandlerCatches() {
        IllegalStateException failure = new IllegalStateException("of a hook");

        HookFailures.caught(failure);
        HookFailures.caught(new StackOverflowError());

        assertThat(recording.hookFailures()).isEqualTo(2);
        assertThat(recording.firstHookFailure()).isSameAs(failure);
    }

    @Test
    void letsThreadStopThrough() {
        ThreadDeath stop = new ThreadDeath();

        assertThatThrownBy(() -> HookFailures.caught(stop)).isSameAs(stop);

        assertThat(recording.hookFailures()).as("it is not the hook's").isZero();
    }

    /** As method handles do when it hits them while they compile themselves. */
    @Test
    void letsThreadStopThroughWhereTheJdkHasWrappedIt() {
        ThreadDeath stop = new ThreadDeath();

        assertThatThrownBy(() -> HookFailures.caught(new InternalError("DMH.invokeStatic", stop)))
                .isSameAs(stop);

        assertThat(recording.hookFailures()).isZero();
    }

    @Test
    void countsAFailureThatIsItsOwnCause() {
        Exception one = new Exception();
        Exception other = new Exception(one);
        one.initCause(other);

        HookFailures.caught(other);

        assertThat(recording.hookFailures()).isEqualTo(1);
    }

    @Test
    void letsThreadStopThroughTheApplicationsContext() {
        ThreadDeath stop = new ThreadDeath();
        recording.setApplicationContext(new ApplicationContext() {
            @Override
            public Object current() {
                throw stop;
            }
        });

        assertThatThrownBy(() -> connecting(descriptor)).isSameAs(stop);
    }

    @Test
    void startsAfreshAfterStop() {
        accept();
        recording.stop();

        start(64, 0, Integer.MAX_VALUE);

        assertThat(recording.isAnySeen()).isFalse();
        assertThat(recording.seen()).isZero();
        OpenHooks.accepted(descriptor, REMOTE, LOCAL);
        assertThat(recording.seen()).isEqualTo(1);
        assertThat(recording.open(NUMBER).opening).isInstanceOf(PassiveOpen.class);
    }

    @Test
    void countsWhatTheFullQueueRefusesAndMarksItsSocket() {
        start(4, 0, Integer.MAX_VALUE);
        SocketRecord first = connecting(descriptor);
        ConnectHooks.ended(first, 1, null);
        CloseHooks.inputShutdown(descriptor);
        TransferHooks.read(descriptor, -1, null);
        CloseHooks.outputShutdown(descriptor);
        CloseHooks.released(descriptor);
        FileDescriptor other = Records.descriptor(NUMBER + 1);

        OpenHooks.accepted(other, REMOTE, LOCAL);
        SocketRecord refused = recording.open(NUMBER + 1);
        CloseHooks.released(other);

        assertThat(recording.dropped()).isEqualTo(1);
        assertThat(first.is(SocketRecord.INCOMPLETE)).isFalse();
        assertThat(refused.is(SocketRecord.INCOMPLETE)).isTrue();
        assertThat(recording.waiting()).isEqualTo(4);
    }

    @Test
    void countsAFailureOfTheApplicationsContextAndTellsTheConnectWithout() {
        AssertionError failure = new AssertionError("of the application's own telemetry");
        recording.setApplicationContext(new ApplicationContext() {
            @Override
            public Object current() {
                throw failure;
            }
        });

        SocketRecord record = connecting(descriptor);

        assertThat(((ActiveOpen) record.opening).applicationContext).isNull();
        assertThat(recording.hookFailures()).isEqualTo(1);
        assertThat(recording.firstHookFailure()).isSameAs(failure);
    }

    @Test
    void keepsTheApplicationsContextOfAConnect() {
        Object context = new Object();
        recording.setApplicationContext(new ApplicationContext() {
            @Override
            public Object current() {
                return context;
            }
        });

        SocketRecord record = connecting(descriptor);

        assertThat(((ActiveOpen) record.opening).applicationContext).isSameAs(context);
    }

    @Test
    void secondConnectOfAConnectedSocketChangesNothing() {
        SocketRecord record = connecting(descriptor);
        ConnectHooks.ended(record, 1, null);
        Opening opening = record.opening;

        assertThat(ConnectHooks.connecting(descriptor, REMOTE)).isNull();

        assertThat(record.opening).isSameAs(opening);
        assertThat(kinds()).isEmpty();
    }

    @Test
    void failedConnectCanBeTriedAgainOnTheSameDescriptor() {
        SocketRecord record = connecting(descriptor);
        ConnectHooks.ended(record, 0, new ConnectException("Address family not supported by protocol"));

        SocketRecord again = connecting(descriptor);
        ConnectHooks.ended(again, 1, null);

        assertThat(again).isSameAs(record);
        assertThat(kinds()).containsExactly(EventKind.CONNECT_FAILED, EventKind.CONNECTING, EventKind.CONNECTED);
        assertThat(((ActiveOpen) record.opening).isConnected())
                .as("that is the first attempt")
                .isFalse();
    }

    @Test
    void eventsTellHowAConnectGoesThatTheAgentKnowsOf() {
        SocketRecord record = connecting(descriptor);
        ActiveOpen connect = (ActiveOpen) record.opening;
        connect.close();
        record.opening = null;

        ConnectHooks.pending(record);
        ConnectHooks.ended(record, 51344, null);

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
        SocketRecord record = connecting(descriptor);
        ActiveOpen connect = (ActiveOpen) record.opening;

        ConnectHooks.pending(record);
        connect.close();
        ConnectHooks.ended(record, 51344, null);

        assertThat(connect.isPending()).isTrue();
        assertThat(connect.isConnected()).isFalse();
        assertThat(kinds()).containsExactly(EventKind.CONNECTED);
    }

    @Test
    void tellsANameWithoutAnAddress() {
        OpenHooks.created(descriptor, true, null);

        assertThat(ConnectHooks.connecting(descriptor, InetSocketAddress.createUnresolved("nowhere.invalid", 80)))
                .isNull();

        SocketEvent event = events().get(0);
        assertThat(event.kind).isEqualTo(EventKind.HOST_UNRESOLVED);
        assertThat(((UnresolvedPeer) event.detail).name).isEqualTo("nowhere.invalid");
    }

    @Test
    void unfinishedConnectIsFoundUntilItHasEnded() {
        SocketRecord record = connecting(descriptor);
        ConnectHooks.pending(record);
        assertThat(ConnectHooks.unfinished(descriptor)).isSameAs(record);

        ConnectHooks.ended(record, 1, null);

        assertThat(ConnectHooks.unfinished(descriptor)).isNull();
    }

    @Test
    void endOfStreamIsToldOnceAndNotAfterClose() {
        accept();
        TransferHooks.read(descriptor, -1, null);
        TransferHooks.read(descriptor, -1, null);
        FileDescriptor other = Records.descriptor(NUMBER + 1);
        OpenHooks.accepted(other, REMOTE, LOCAL);
        CloseHooks.closing(other);
        TransferHooks.read(other, -1, null);

        assertThat(kinds()).containsExactly(EventKind.END_OF_STREAM);
    }

    @Test
    void timeoutOfAReadIsNoFailureOfTheConnection() {
        accept();

        TransferHooks.written(descriptor, 0, new SocketTimeoutException("Read timed out"));
        TransferHooks.written(descriptor, 0, new IllegalStateException("of the application"));
        TransferHooks.written(descriptor, 0, new IOException("Connection reset"));

        assertThat(kinds()).containsExactly(EventKind.BROKEN);
    }

    @Test
    void remembersTheLastLingerOption() {
        SocketRecord record = accept();

        TransferHooks.optionSet(descriptor, StandardSocketOptions.SO_LINGER, 0);
        assertThat(record.is(SocketRecord.LINGER_ZERO)).isTrue();

        TransferHooks.optionSet(descriptor, StandardSocketOptions.SO_LINGER, Boolean.FALSE);
        assertThat(record.is(SocketRecord.LINGER_ZERO)).isFalse();
    }

    @Test
    void countsWantOfDescriptors() {
        long before = recording.descriptorsExhausted();

        OpenHooks.failed(new IOException("Too many open files"));
        OpenHooks.failed(new IOException("Permission denied"));
        OpenHooks.failed(new IOException((String) null));

        assertThat(recording.descriptorsExhausted()).isEqualTo(before + 1);
        assertThat(recording.hookFailures()).isZero();
    }

    @Test
    void wantOfDescriptorsWakesAConsumerThatRests() throws InterruptedException {
        long before = recording.descriptorsExhausted();
        Thread consumer = new Thread(() -> {
            while (recording.descriptorsExhausted() == before) {
                LockSupport.park(recording);
            }
        });
        consumer.setDaemon(true);
        consumer.start();
        recording.setConsumer(consumer, true);
        await().atMost(ONE_MINUTE).until(() -> LockSupport.getBlocker(consumer) == recording);

        OpenHooks.failed(new IOException("Too many open files"));

        consumer.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(consumer.isAlive()).isFalse();
    }

    @Test
    void transfersAreTimedOnlyIfSomebodyWantsToKnow() {
        SocketRecord record = accept();
        TransferHooks.read(descriptor, 1, null);
        TransferHooks.written(descriptor, 1, null);
        assertThat(record.lastReadAt).isZero();
        assertThat(record.lastWrittenAt).isZero();

        recording.watchTransfers(true);
        long before = System.nanoTime();
        TransferHooks.read(descriptor, 1, null);

        assertThat(record.lastReadAt - before).isNotNegative();
        assertThat(record.lastWrittenAt).isZero();
    }

    @Test
    void writesThatTheKernelTakesNothingOfAreNoTransfers() {
        SocketRecord record = accept();
        recording.watchTransfers(true);
        TransferHooks.written(descriptor, -2, null);
        assertThat(record.lastWrittenAt).isZero();

        long before = System.nanoTime();
        TransferHooks.written(descriptor, 1, null);
        assertThat(record.lastWrittenAt - before).isNotNegative();
    }

    @Test
    void reportsWhoUsesASocketOnceForEachTimeThatItIsWanted() {
        SocketRecord record = accept();
        record.wantUse();
        TransferHooks.read(descriptor, 1, null);
        assertThat(events()).as("transfers are not watched").isEmpty();

        recording.watchTransfers(true);
        TransferHooks.written(descriptor, 1, null);
        TransferHooks.read(descriptor, 1, null);
        List<SocketEvent> events = events();
        assertThat(events).extracting(event -> event.kind).containsExactly(EventKind.USED);
        assertThat(events.get(0).number).isEqualTo(Transfer.WRITE.ordinal());
        Caller caller = (Caller) events.get(0).detail;
        assertThat(caller.thread).isEqualTo(Thread.currentThread().getName());
        assertThat(caller.callSite.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().startsWith("reportsWhoUsesASocket"));

        record.wantUse();
        TransferHooks.read(descriptor, 1, null);
        assertThat(events())
                .extracting(event -> event.kind, event -> event.number)
                .containsExactly(tuple(EventKind.USED, Transfer.READ.ordinal()));
    }

    @Test
    void reportsWhoReadsTheEndOfTheStreamThoughItIsKnown() {
        SocketRecord record = accept();
        TransferHooks.read(descriptor, -1, null);
        events();
        record.wantUse();
        TransferHooks.read(descriptor, -1, null);
        TransferHooks.read(descriptor, -1, null);

        assertThat(events())
                .extracting(event -> event.kind, event -> event.number)
                .containsExactly(tuple(EventKind.USED, Transfer.END_OF_STREAM.ordinal()));
    }

    @Test
    void leavesTheStackToASocketWhateverElseWasOpened() {
        start(64, 1, Integer.MAX_VALUE);
        List<Object> parts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            parts.add(new Object());
            AuxiliaryHooks.selectorOpened(parts.get(i));
        }
        SocketRecord record = accept();

        assertThat(record.callSite).isNotNull();
        assertThat(recording.stacksSkipped()).isZero();
        assertThat(recording.auxiliary().open())
                .hasSize(100)
                .anyMatch(selector -> selector.callSite != null)
                .anyMatch(selector -> selector.callSite == null);
    }

    @Test
    void takesNoStackOfUsesWhereTheUserWantsNone() {
        start(64, 0, Integer.MAX_VALUE);
        SocketRecord record = accept();
        record.wantUse();
        recording.watchTransfers(true);
        TransferHooks.read(descriptor, 1, null);

        assertThat(events()).isEmpty();
        assertThat(recording.stacksSkipped())
                .as("sockets without an opening stack")
                .isEqualTo(1);
    }

    @Test
    void reportsWhoResetsAConnectionByItsClose() {
        accept();
        TransferHooks.optionSet(descriptor, StandardSocketOptions.SO_LINGER, 0);
        CloseHooks.closing(descriptor);
        CloseHooks.released(descriptor);

        List<SocketEvent> events = events();
        assertThat(events).extracting(event -> event.kind).containsExactly(EventKind.CLOSE_CALLED, EventKind.RELEASED);
        Caller caller = (Caller) events.get(0).detail;
        assertThat(caller.thread).isEqualTo(Thread.currentThread().getName());
        assertThat(caller.interrupted).isNull();
    }

    @Test
    void reportsWhoseInterruptClosesAChannel() throws Exception {
        accept();
        Used interrupted = new Used();
        Thread.currentThread().interrupt();
        assertThatThrownBy(interrupted::use).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        List<SocketEvent> events = events();
        assertThat(events).extracting(event -> event.kind).containsExactly(EventKind.CLOSE_CALLED);
        Caller caller = (Caller) events.get(0).detail;
        assertThat(caller.interrupted).isEqualTo(Thread.currentThread().getName());
        assertThat(caller.isInterruptedItself).isTrue();
        CloseHooks.released(descriptor);
        events();

        accept();
        new Used().close();
        assertThat(events()).as("nobody was interrupted").isEmpty();
    }

    /** A channel as the JDK's are. */
    private final class Used extends AbstractInterruptibleChannel {
        void use() throws IOException {
            begin();
            end(false);
        }

        @Override
        protected void implCloseChannel() {
            CloseHooks.channelClosing(this, descriptor);
        }
    }

    @Test
    void asksTheKernelOfAShareOfTheClosesWhereManyClose() {
        start(1_024, 0, 10);
        int asked = 0;
        for (int i = 0; i < 400; i++) {
            SocketRecord record = accept();
            CloseHooks.closing(descriptor);
            CloseHooks.released(descriptor);
            asked += record.is(SocketRecord.UNASKED_AT_CLOSE) ? 0 : 1;
            assertThat(record.is(SocketRecord.CLOSE_REPORTED)).isTrue();
        }

        // Of the others one in 16.
        assertThat(asked).isBetween(20, 80);
        assertThat(recording.closeObservationsSkipped()).isEqualTo(400 - asked);
    }

    @Test
    void alwaysAsksTheKernelOfAWatchedSocketAndOfAnUnfinishedConnect() {
        start(64, 0, 0);
        SocketRecord watched = accept();
        watched.watch();
        CloseHooks.closing(descriptor);
        CloseHooks.released(descriptor);
        SocketRecord unfinished = connecting(descriptor);
        CloseHooks.closing(descriptor);

        assertThat(watched.is(SocketRecord.UNASKED_AT_CLOSE)).isFalse();
        assertThat(unfinished.is(SocketRecord.UNASKED_AT_CLOSE)).isFalse();
        assertThat(recording.closeObservationsSkipped()).isZero();
    }

    @Test
    void nothingIsLeftToReadBehindTheEndOfTheStreamEvenIfNobodyAsks() {
        start(64, 0, 0);
        SocketRecord record = accept();
        TransferHooks.read(descriptor, -1, null);
        CloseHooks.closing(descriptor);

        assertThat(record.is(SocketRecord.UNASKED_AT_CLOSE)).isTrue();
        assertThat(record.unreadAtClose).isZero();
    }

    @Test
    void leavesDescriptorsWithoutANumberAlone() {
        OpenHooks.created(new FileDescriptor(), true, null);
        OpenHooks.created(null, true, null);
        CloseHooks.closing(null);
        OpenHooks.created(Records.descriptor(Integer.MAX_VALUE), true, null);

        assertThat(recording.seen()).isZero();
        assertThat(recording.hookFailures()).isZero();
    }

    private SocketRecord accept() {
        OpenHooks.accepted(descriptor, REMOTE, LOCAL);
        return recording.open(NUMBER);
    }

    private List<EventKind> kinds() {
        return events().stream().map(event -> event.kind).toList();
    }

    private List<SocketEvent> events() {
        List<SocketEvent> events = new ArrayList<>();
        for (SocketEvent event; (event = recording.poll()) != null; ) {
            events.add(event);
        }
        return events;
    }

    /** On the JDK's own thread for cleaners, after a collection. */
    private static void onCleaner(Runnable work) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Cleaner.create().register(new Object(), () -> {
            work.run();
            done.countDown();
        });
        collectUntil(done);
    }

    private static void onFinalizer(Runnable work) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        dropFinalizable(() -> {
            work.run();
            done.countDown();
        });
        collectUntil(done);
    }

    private static void dropFinalizable(Runnable work) {
        new Object() {
            @Override
            @SuppressWarnings({"deprecation", "removal"})
            protected void finalize() {
                work.run();
            }
        };
    }

    private static void collectUntil(CountDownLatch done) throws InterruptedException {
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            do {
                System.gc();
            } while (!done.await(10, TimeUnit.MILLISECONDS));
        });
    }

    private static void onThread(String name, ThreadGroup group, Runnable work) throws InterruptedException {
        Thread thread = new Thread(group, work, name);
        thread.start();
        thread.join();
    }

    /** The hook where the descriptor is created comes first: connect begins no record of what the kernel does not know as TCP. */
    private static SocketRecord connecting(FileDescriptor descriptor) {
        OpenHooks.created(descriptor, true, null);
        return ConnectHooks.connecting(descriptor, REMOTE);
    }
}
