package io.sockspan.leak;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.tcp.ConnectFailure;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.TestSnapshots;
import io.sockspan.track.TestSocket;
import io.sockspan.track.TrackedSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakDetectorTest {
    private static final String LOOKUP = "com.acme.Inventory.lookup(Inventory.java:88)";

    private final List<String> heard = new ArrayList<>();
    private long now;
    private LeakDetector detector = detector(LeakLimits.defaults(), LeakIgnores.none());

    @Test
    void accusesCloseWaitWhenItsLimitIsPassedAndNotBefore() {
        TestSocket socket = closeWait(1);

        examine(10.9, socket);
        assertThat(heard).isEmpty();

        examine(11, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");
        assertThat(only().since).isEqualTo(s(1));
        assertThat(only().limit).isEqualTo(s(10));

        examine(12, socket);
        assertThat(heard).hasSize(1);
    }

    @Test
    void asksWhoUsesASocketThatIsSuspectedOrAboutToBe() {
        TestSocket suspect = closeWait(1);
        TestSocket healthy = TestSocket.client(2, 0);
        examine(2, suspect, healthy);
        assertThat(suspect.connection.record().is(SocketRecord.USE_WANTED)).isFalse();
        assertThat(detector.wantsTransfers())
                .as("when it was used is asked earlier")
                .isTrue();

        examine(4, suspect, healthy);
        assertThat(suspect.connection.record().is(SocketRecord.USE_WANTED)).isTrue();
        assertThat(healthy.connection.record().is(SocketRecord.USE_WANTED)).isFalse();
    }

    @Test
    void takesItBackAsSoonAsTheApplicationCloses() {
        TestSocket socket = closeWait(1);
        examine(11, socket);

        socket.closed(s(12));
        detector.transitioned(socket.connection, null);

        assertThat(heard).containsExactly("accused close_wait of 1", "retracted close_wait of 1");
        assertThat(detector.suspects()).isEmpty();
        Suspect known = detector.suspect(fingerprint(LeakKind.CLOSE_WAIT, socket));
        assertThat(known.total).isEqualTo(1);
        assertThat(known.retracted).isEqualTo(1);
    }

    @Test
    void takesItBackWhenTheSocketIsNoLongerAmongTheOpen() {
        TestSocket socket = closeWait(1);
        examine(11, socket);

        socket.closed(s(12));
        examine(13);

        assertThat(heard).containsExactly("accused close_wait of 1", "retracted close_wait of 1");
    }

    @Test
    void letsGoOfASocketThatNobodyFollowsAnyMore() {
        TestSocket socket = closeWait(1);
        examine(11, socket);
        examine(12);

        assertThat(heard).containsExactly("accused close_wait of 1", "ended close_wait of 1");
        assertThat(detector.suspects()).isEmpty();
    }

    @Test
    void doesNotTakeCloseWaitBackWhenThePeerGivesUpAndTheDescriptorStays() {
        TestSocket socket = closeWait(1);
        examine(11, socket);

        socket.observed(s(12), TcpState.CLOSED);
        detector.transitioned(socket.connection, null);
        examine(13, socket);

        assertThat(heard).containsExactly("accused close_wait of 1");
        assertThat(only().sockets.get(0).state).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void accusesSocketsThatAreOlderThanTheAgent() {
        TestSocket socket = TestSocket.adopted(1, s(1), TcpState.CLOSE_WAIT);
        examine(11, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");

        examine(12, socket.observed(s(12), TcpState.CLOSED));
        assertThat(heard).hasSize(1);
    }

    @Test
    void accusesAConnectionThatThePeerResetAndNobodyCloses() {
        TestSocket socket = TestSocket.client(1, 0).reset(s(1));

        examine(10.9, socket);
        assertThat(heard).isEmpty();
        examine(11, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");
    }

    @Test
    void accusesUnreadBytesAndTakesItBackWhenSomeAreRead() {
        TestSocket socket = TestSocket.client(1, 0).unread(s(1), 4096);
        examine(31, socket);
        assertThat(heard).containsExactly("accused unread of 1");

        socket.unread(s(32), 100);
        examine(33, socket);
        assertThat(heard).containsExactly("accused unread of 1", "retracted unread of 1");

        examine(62, socket);
        assertThat(heard).hasSize(3).endsWith("accused unread of 1");
        assertThat(only().total).isEqualTo(2);
    }

    @Test
    void letsTheGraverVerdictTakeThePlaceOfTheOther() {
        TestSocket socket = TestSocket.client(1, 0).unread(s(1), 4096);
        examine(31, socket);

        socket.observed(s(32), TcpState.CLOSE_WAIT);
        detector.transitioned(socket.connection, null);
        examine(33, socket);
        assertThat(heard).containsExactly("accused unread of 1");

        examine(42, socket);
        assertThat(heard).containsExactly("accused unread of 1", "ended unread of 1", "accused close_wait of 1");
        assertThat(only().kind).isEqualTo(LeakKind.CLOSE_WAIT);
    }

    @Test
    void accusesAChannelThatWasDroppedAtOnceAndForGood() {
        TestSocket socket = closeWait(1);
        examine(11, socket);

        socket.collected();
        examine(12, socket);
        examine(13, socket);

        assertThat(heard).containsExactly("accused close_wait of 1", "ended close_wait of 1", "accused dropped of 1");
        assertThat(only().since).isEqualTo(s(12));
    }

    @Test
    void accusesASocketThatTheCollectorClosedBeforeAnyLook() {
        TestSocket socket = TestSocket.client(1, 0).collectedAndClosed(s(3));

        detector.transitioned(socket.connection, null);
        examine(4);
        detector.ended(socket.connection);

        assertThat(heard).containsExactly("accused dropped of 1", "ended dropped of 1");
        assertThat(only().count).isEqualTo(1);
        assertThat(only().sockets).hasSize(1);
    }

    /** The application has nothing that it could close. */
    @Test
    void doesNotAccuseWhatALibraryLeavesToTheCollector() {
        TestSocket socket = TestSocket.client(1, 0)
                .by("main", "io.restassured.internal.RequestSpecificationImpl.sendHttpRequest(A.java:1)", LOOKUP)
                .collectedAndClosed(s(3));

        detector.transitioned(socket.connection, null);
        examine(4);
        detector.ended(socket.connection);

        assertThat(heard).isEmpty();
    }

    @Test
    void doesNotTakeBackWhatTheCollectorEnded() {
        LeakLimits limits = LeakLimits.builder().off(LeakKind.DROPPED).build();
        detector = detector(limits, LeakIgnores.none());
        TestSocket socket = closeWait(1);
        examine(11, socket);

        socket.collectedAndClosed(s(12));
        examine(13);

        assertThat(heard).containsExactly("accused close_wait of 1", "ended close_wait of 1");
    }

    @Test
    void keepsFewOfManyDroppedSocketsButCountsAll() {
        for (int id = 1; id <= 100; id++) {
            TestSocket socket = TestSocket.client(id, 0).collectedAndClosed(s(1));
            detector.ended(socket.connection);
        }

        assertThat(only().count).isEqualTo(100);
        assertThat(only().sockets).hasSize(Group.KEPT);
    }

    @Test
    void accusesDescriptorsThatNeverConnected() {
        TestSocket socket = TestSocket.unconnected(1, s(1));

        examine(30.9, socket);
        assertThat(heard).isEmpty();
        examine(31, socket);
        assertThat(heard).containsExactly("accused never_connected of 1");
    }

    @Test
    void accusesAFailedConnectThatWasKeptSinceItFailed() {
        TestSocket socket = TestSocket.connecting(1, 0).connectFails(s(5), ConnectFailure.UNREACHABLE);

        examine(34.9, socket);
        assertThat(heard).isEmpty();
        examine(35, socket);
        assertThat(heard).containsExactly("accused never_connected of 1");
    }

    @Test
    void accusesAFailedConnectWhoseOutcomeNobodyAskedFor() {
        TestSocket socket =
                TestSocket.connecting(1, 0).observed(s(1), TcpState.SYN_SENT).observed(s(5), TcpState.CLOSED);

        examine(34.9, socket);
        assertThat(heard).isEmpty();
        examine(35, socket);
        assertThat(heard).containsExactly("accused never_connected of 1");

        socket.connectFails(s(36), ConnectFailure.REFUSED);
        examine(37, socket);
        assertThat(heard).hasSize(1);
    }

    @Test
    void accusesManyChannelsThatWereClosedAndNotReleased() {
        TestSocket[] sockets = new TestSocket[LeakPolicy.MANY_UNRELEASED];
        for (int id = 0; id < sockets.length; id++) {
            sockets[id] = TestSocket.client(id + 1, 0).closing(s(1));
        }
        examine(10.9, sockets);
        assertThat(heard).isEmpty();
        examine(11, sockets);
        assertThat(heard).hasSize(sockets.length).contains("accused unreleased of 1");

        sockets[0].released(s(12));
        examine(13);
        assertThat(heard).contains("retracted unreleased of 1");
    }

    @Test
    void holdsBackWhatAQuietSelectorHasNotReleased() {
        TestSocket socket = TestSocket.client(1, 0).closing(s(1));

        examine(600, socket);
        assertThat(heard).isEmpty();
        examine(601, socket);
        assertThat(heard).containsExactly("accused unreleased of 1");
    }

    @Test
    void accusesWhatWasClosedAndLivesOnInAnotherProcessAndTakesItBackWhenThatEnds() {
        TestSocket socket = TestSocket.client(1, 0).by("main", LOOKUP).closed(s(1));
        examine(10.9, socket.inherited(s(10.9), TcpState.ESTABLISHED));
        assertThat(heard).isEmpty();

        examine(11, socket.inherited(s(11), TcpState.ESTABLISHED));
        assertThat(heard).containsExactly("accused inherited of 1");
        assertThat(only().since).isEqualTo(s(1));
        assertThat(only().sockets.get(0).state).isEqualTo(TcpState.ESTABLISHED);

        examine(12, socket.inherited(s(12), TcpState.ESTABLISHED));
        assertThat(heard).hasSize(1);

        detector.transitioned(socket.letGoElsewhere().connection, null);
        assertThat(heard).endsWith("retracted inherited of 1");
        assertThat(detector.suspects()).isEmpty();
    }

    /** Each observation is a moment: that nothing was read since does not make the condition last longer. */
    @Test
    void countsTheTimeInAnotherProcessUpToTheLastObservationOnly() {
        TestSocket socket = TestSocket.client(1, 0).closed(s(1)).inherited(s(3), TcpState.ESTABLISHED);
        examine(60, socket);
        assertThat(heard).isEmpty();
    }

    @Test
    void accusesAListenerThatLivesOnInAnotherProcess() {
        TestSocket socket = TestSocket.listener(1, 0).by("main", LOOKUP).closed(s(1));
        examine(12, socket.inherited(s(12), TcpState.LISTEN));
        assertThat(heard).containsExactly("accused inherited of 1");
        assertThat(only().sockets.get(0).state).isEqualTo(TcpState.LISTEN);

        examine(13, socket.listenerGone(s(13)));
        assertThat(heard).endsWith("retracted inherited of 1");
        assertThat(socket.snapshot().state).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void doesNotAccuseASecondTimeWhatWasDroppedAndThenLivesOnElsewhere() {
        TestSocket socket = TestSocket.listener(1, 0).collected();
        examine(1, socket);
        socket.collectedAndClosed(s(2));
        detector.ended(socket.connection);
        examine(20, socket.inherited(s(20), TcpState.LISTEN));

        assertThat(heard).containsExactly("accused dropped of 1", "ended dropped of 1");
    }

    @Test
    void doesNotMindOtherProcessesIfToldSo() {
        detector = detector(LeakLimits.builder().off(LeakKind.INHERITED).build(), LeakIgnores.none());
        TestSocket socket = TestSocket.client(1, 0).closed(s(1));
        examine(60, socket.inherited(s(60), TcpState.ESTABLISHED));
        assertThat(heard).isEmpty();
    }

    @Test
    void groupsWhatLivesOnElsewhereByThePlaceThatOpenedIt() {
        TestSocket first = TestSocket.client(1, 0).by("main", LOOKUP).closed(s(1));
        TestSocket second = TestSocket.client(2, 0).by("other", LOOKUP).closed(s(1));
        examine(11, first.inherited(s(11), TcpState.ESTABLISHED), second.inherited(s(11), TcpState.ESTABLISHED));

        assertThat(only().count).isEqualTo(2);
        assertThat(only().fingerprint).isEqualTo(fingerprint(LeakKind.INHERITED, first));
    }

    @Test
    void remarksOnAnIdleConnectionOfAPoolAfterALimitOfItsOwn() {
        TestSocket socket = pooled(closeWait(1));

        examine(600, socket);
        assertThat(heard).isEmpty();
        examine(601, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");
        assertThat(only().isRemark()).isTrue();
        assertThat(only().pool).isEqualTo("OkHttp");
        assertThat(only().limit).isEqualTo(s(600));
    }

    @Test
    void suspectsAPooledConnectionThatSomebodyMustStillHave() {
        TestSocket socket = pooled(closeWait(1)).unread(s(1), 4_000);

        examine(11, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");
        assertThat(only().isRemark()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "sun.net.www.http.HttpClient.openServer, '- 51344 - 0', ';', 601",
        "sun.net.www.http.HttpClient.openServer, '- 51345 - 0', ';', 12",
        "sun.net.www.http.HttpClient.openServer, '', '- 51344 - 0;', 12",
        "jdk.internal.net.http.PlainHttpConnection.connect, '', '- 51344 - 0;- 51345 - 0', 601",
        "sun.net.www.http.HttpClient.openServer, '10.0.0.77 51344 - 0', ';', 12",
        "jdk.internal.net.http.PlainHttpConnection.connect, '', '- 51345 - 0;- 51344 - 0', 12",
        "jdk.internal.net.http.PlainHttpConnection.connect, '', ';- 51344 10.0.0.77 443', 601",
        "jdk.internal.net.http.PlainHttpConnection.connect, '', ';', 601",
        "okhttp3.internal.connection.RealConnection.connect, '', ';- 51344 - 0', 601"
    })
    void suspectsWhatTheJdksPoolsHaveLentInTwoRounds(
            String opened, String idleUrlConnections, String httpClients, long second) {
        detector.readPools(
                new JdkPools(() -> idleUrlConnections, () -> httpClients), libraryPools(Collections.emptyMap()));
        TestSocket socket = closeWait(1).by("main", opened + "(A.java:1)", LOOKUP);

        examine(second - 1, socket);
        assertThat(heard).isEmpty();
        examine(second, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");
        assertThat(only().isRemark()).isEqualTo(second > 600);
    }

    @Test
    void readsTheJdksPoolsOnlyWhenThatDecidesAndOnceForAll() {
        List<Long> read = new ArrayList<>();
        detector.readPools(
                new JdkPools(
                        () -> {
                            read.add(now);
                            return "- 51344 - 0";
                        },
                        () -> {
                            throw new AssertionError("no such connection");
                        }),
                libraryPools(Collections.emptyMap()));
        TestSocket[] sockets = new TestSocket[3];
        for (int i = 0; i < sockets.length; i++) {
            sockets[i] = closeWait(i + 1).by("main", "sun.net.www.http.HttpClient.openServer(A.java:1)", LOOKUP);
        }

        examine(10, sockets);
        examine(11, sockets);
        examine(12, sockets);
        assertThat(read).containsExactly(s(11), s(12));
    }

    @ParameterizedTest
    @CsvSource({
        "okhttp3.internal.connection.RealConnection.connect, true, 13",
        "okhttp3.internal.connection.RealConnection.connect, false, 601",
        "okhttp3.internal.connection.RealConnection.connect, , 601",
        "org.apache.http.impl.conn.PoolingHttpClientConnectionManager.connect, true, 13",
        "org.apache.http.impl.conn.PoolingHttpClientConnectionManager.connect, false, 601",
        "org.eclipse.jetty.client.HttpClient.connect, true, 601"
    })
    void suspectsWhatALibrarysPoolHasLentAtTwoReadings(String opened, Boolean lent, long second) {
        Map<Integer, Boolean> pool = new HashMap<>();
        TestSocket socket = closeWait(1).by("main", opened + "(A.java:1)", LOOKUP);
        if (lent != null) {
            pool.put(socket.connection.descriptor(), lent);
        }
        detector.readPools(new JdkPools(() -> "", () -> ";"), libraryPools(pool));

        examine(11, socket);
        examine(second - 1, socket);
        assertThat(heard).isEmpty();
        examine(second, socket);
        examine(second + 1, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");
        assertThat(only().isRemark()).isEqualTo(second > 600);
    }

    @Test
    void takesItBackWhenALibrarysPoolShowsTheConnectionIdle() {
        Map<Integer, Boolean> pool = new HashMap<>();
        TestSocket socket =
                closeWait(1).by("main", "okhttp3.internal.connection.RealConnection.connect(A.java:1)", LOOKUP);
        pool.put(socket.connection.descriptor(), true);
        detector.readPools(new JdkPools(() -> "", () -> ";"), libraryPools(pool));
        for (int second = 11; second < 14; second++) {
            examine(second, socket);
        }
        assertThat(heard).containsExactly("accused close_wait of 1");

        pool.clear();
        examine(100, socket);
        examine(101, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");

        pool.put(socket.connection.descriptor(), false);
        examine(500, socket);
        examine(501, socket);
        assertThat(heard).containsExactly("accused close_wait of 1", "retracted close_wait of 1");
    }

    /** It was taken out to be closed, or the map grew during the reading. */
    @Test
    void suspectsNoConnectionThatOneReadingOfItsPoolMissed() {
        String[] pool = {null};
        detector.readPools(new JdkPools(() -> pool[0], () -> ";"), libraryPools(Collections.emptyMap()));
        TestSocket socket = closeWait(1).by("main", "sun.net.www.http.HttpClient.openServer(A.java:1)", LOOKUP);

        for (int second = 11; second < 20; second++) {
            pool[0] = second % 2 == 0 ? "" : "- 51344 - 0";
            examine(second, socket);
        }
        assertThat(heard).isEmpty();
        pool[0] = "";
        examine(20, socket);
        examine(21, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");
    }

    @ParameterizedTest
    @CsvSource({
        "sun.net.www.http.HttpClient.openServer, '', '- 51344 - 0'",
        "jdk.internal.net.http.PlainHttpConnection.connect, ';- 51344 - 0', '- 51344 - 0;'"
    })
    void takesItBackWhenThePoolShowsTheConnectionIdle(String opened, String lent, String idle) {
        String[] pool = {lent};
        Supplier<String> reading = () -> {
            if (pool[0] == null) {
                throw new IllegalStateException("it changes too often");
            }
            return pool[0];
        };
        detector.readPools(new JdkPools(reading, reading), libraryPools(Collections.emptyMap()));
        TestSocket socket = closeWait(1).by("main", opened + "(A.java:1)", LOOKUP);
        examine(11, socket);
        examine(12, socket);
        pool[0] = null;
        examine(13, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");

        pool[0] = idle;
        examine(14, socket);
        assertThat(heard).containsExactly("accused close_wait of 1", "retracted close_wait of 1");
        examine(600, socket);
        assertThat(detector.suspects()).isEmpty();
        examine(601, socket);
        assertThat(only().isRemark()).isTrue();
    }

    @Test
    void keepsTheSuspicionOfAPooledConnectionWithUnreadBytes() {
        detector.readPools(new JdkPools(() -> "- 51344 - 0", () -> ";"), libraryPools(Collections.emptyMap()));
        TestSocket socket = closeWait(1)
                .by("main", "sun.net.www.http.HttpClient.openServer(A.java:1)", LOOKUP)
                .unread(s(1), 4_000);

        examine(11, socket);
        examine(12, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sun.net.www.http.HttpClient.openServer", "jdk.internal.net.http.PlainHttpConnection.connect"})
    void triesOnceInARoundToReadAPoolThatCannotBeRead(String opened) {
        List<Long> tried = new ArrayList<>();
        Supplier<String> unreadable = () -> {
            tried.add(now);
            throw new IllegalStateException("no such field");
        };
        detector.readPools(new JdkPools(unreadable, unreadable), libraryPools(Collections.emptyMap()));
        TestSocket[] sockets = new TestSocket[3];
        for (int i = 0; i < sockets.length; i++) {
            sockets[i] = closeWait(i + 1).by("main", opened + "(A.java:1)", LOOKUP);
        }

        examine(599, sockets);
        examine(600, sockets);
        assertThat(heard).isEmpty();
        assertThat(tried).containsExactly(s(599), s(600));
        examine(601, sockets);
        assertThat(only().isRemark()).isTrue();
    }

    @Test
    void remarksOnAnIdleConnectionOfAPoolThatTheServerEndedWithAMessage() {
        TestSocket socket = pooled(closeWait(1)).unread(s(1), 116);

        examine(600, socket);
        assertThat(heard).isEmpty();
        examine(601, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");
        assertThat(only().isRemark()).isTrue();
    }

    @Test
    void callsAPooledConnectionDroppedWhenItsPoolIsGarbage() {
        examine(2, pooled(closeWait(1)).collected());

        assertThat(heard).containsExactly("accused dropped of 1");
    }

    @Test
    void knowsPoolsThatTheUserNames() {
        detector = new LeakDetector(
                LeakLimits.defaults(),
                LeakIgnores.none(),
                KnownPools.with(List.of("com.acme.pool.*")),
                TestSnapshots.clock(() -> now),
                listener());
        TestSocket socket = closeWait(1).by("main", "com.acme.pool.Pool.open(Pool.java:1)", "com.acme.A.run(A.java:2)");

        examine(100, socket);
        assertThat(heard).isEmpty();
    }

    @Test
    void suspectsNoCloseWaitOverWhichBytesStillGo() {
        TestSocket socket = closeWait(1);

        examine(4, socket);
        assertThat(detector.wantsTransfers()).isTrue();
        for (int second = 5; second < 60; second += 5) {
            examine(second + 4, socket.written(s(second)));
        }
        assertThat(heard).isEmpty();
        examine(66, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");

        examine(67, socket.written(s(66.5)));
        assertThat(heard).endsWith("retracted close_wait of 1");
    }

    @Test
    void suspectsNothingBeforeUseWouldHaveShown() {
        detector.transfersWatched(Long.MIN_VALUE);
        TestSocket socket = closeWait(1);
        examine(100, socket);
        assertThat(heard).as("reads and writes were not watched").isEmpty();
        assertThat(detector.wantsTransfers()).isTrue();

        detector.transfersWatched(s(100));
        examine(109.9, socket);
        assertThat(heard).isEmpty();
        examine(110, socket);
        assertThat(heard).containsExactly("accused close_wait of 1");
    }

    @Test
    void suspectsNoHalfClosedConnectionWhoseAnswerIsBeingRead() {
        TestSocket socket = TestSocket.client(1, 0)
                .shutdownOutput(s(1))
                .observed(s(2), TcpState.FIN_WAIT_2)
                .read(s(50));

        examine(109, socket);
        assertThat(heard).isEmpty();
        examine(110, socket);
        assertThat(heard).containsExactly("accused half_closed of 1");
    }

    @Test
    void suspectsNoConsumerThatIsOnlySlow() {
        TestSocket socket = TestSocket.client(1, 0);
        for (int second = 1; second < 120; second++) {
            examine(second, socket.unread(s(second), 1_000 * second).read(s(second - 0.5)));
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void doesNotTakeWritesForReads() {
        TestSocket socket =
                TestSocket.client(1, 0).unread(s(1), 4096).unread(s(31), 4096).written(s(30));

        examine(31, socket);
        assertThat(heard).containsExactly("accused unread of 1");
    }

    @Test
    void leavesSessionTicketsAloneOnATlsConnectionThatOnlyWrites() {
        TestSocket socket = TestSocket.client(1, 0)
                .by(
                        "appender",
                        "java.net.Socket.connect(Socket.java:1)",
                        "sun.security.ssl.SSLSocketImpl.connect(SSLSocketImpl.java:1)",
                        "com.acme.Log.open(Log.java:1)")
                .unread(s(1), 510)
                .unread(s(31), 510)
                .written(s(30));

        examine(31, socket);
        assertThat(heard).isEmpty();
    }

    @Test
    void leavesSessionTicketsAloneWhereTlsWasPutUponAConnectedSocket() {
        TestSocket plain = TestSocket.client(1, 0).unread(s(1), 510).unread(s(31), 510);
        TestSocket layered = TestSocket.client(2, 0).unread(s(1), 510).unread(s(31), 510);
        TestRecords.raise(layered.connection.record(), SocketRecord.TLS);
        TestSocket answered = TestSocket.client(3, 0).unread(s(1), 9_000).unread(s(31), 9_000);
        TestRecords.raise(answered.connection.record(), SocketRecord.TLS);

        examine(31, plain, layered, answered);
        assertThat(heard).containsExactlyInAnyOrder("accused unread of 1", "accused unread of 3");
    }

    @Test
    void accusesAConnectionWhosePeerTakesNothing() {
        TestSocket socket = TestSocket.client(1, 0).sendQueueFull(s(1), s(60.9), 2_000_000);
        examine(61, socket);
        assertThat(heard)
                .as("nothing is known about the time after the last observation")
                .isEmpty();

        examine(62, socket.sendQueueFull(s(61), s(61), 2_000_000));
        assertThat(heard).containsExactly("accused unsent of 1");

        examine(63, socket.sendQueueFull(s(63), s(63), 1_999_999));
        assertThat(heard).endsWith("retracted unsent of 1");
    }

    @Test
    void suspectsNoWriterThatGetsOn() {
        TestSocket socket =
                TestSocket.client(1, 0).sendQueueFull(s(1), s(100), 2_000_000).written(s(50));

        examine(100, socket);
        assertThat(heard).isEmpty();
    }

    @Test
    void suspectsNoWriterWhosePeerInThisJvmReadsSlowly() {
        TestSocket writer = TestSocket.client(1, 0).sendQueueFull(s(1), s(100), 2_000_000);
        TestSocket stranger = TestSocket.server(2, 0).read(s(90));
        TestSocket reader = TestSocket.client(3, 0).remote("10.0.0.5", 51344).local("10.0.3.7", 5432);

        examine(100, writer, stranger, reader.read(s(90)));
        assertThat(heard).isEmpty();

        examine(150, writer.sendQueueFull(s(101), s(150), 2_000_000), stranger, reader);
        assertThat(heard).as("nobody has read for its limit").containsExactly("accused unsent of 1");
    }

    @Test
    void watchesNoTransfersWhileNothingIsWrong() {
        examine(100, TestSocket.client(1, 0));

        assertThat(detector.wantsTransfers()).isFalse();
    }

    @Test
    void callsNothingDroppedThatWasInNoTcpState() {
        examine(4, TestSocket.unconnected(1, s(1)).collected());

        assertThat(heard).isEmpty();
    }

    @Test
    void suspectsNothingThatALibraryOrConstructorLeftBehindAfterANameWasNotResolved() {
        String[] byHttp = {
            "java.net.Socket.connect(Socket.java:1)",
            "sun.net.www.http.HttpClient.openServer(HttpClient.java:1)",
            "com.acme.A.run(A.java:2)"
        };
        TestSocket byLibrary = TestSocket.connecting(1, 0)
                .connectFails(s(1), ConnectFailure.UNRESOLVED)
                .by("main", byHttp);
        TestSocket byHand = TestSocket.connecting(2, 0)
                .connectFails(s(1), ConnectFailure.UNRESOLVED)
                .by("main", byHttp[0], byHttp[2]);

        TestSocket byConstructor = TestSocket.connecting(3, 0)
                .connectFails(s(1), ConnectFailure.UNRESOLVED)
                .by("main", byHttp[0], "sun.security.ssl.SSLSocketImpl.<init>(SSLSocketImpl.java:1)", byHttp[2]);

        examine(60, byLibrary, byHand, byConstructor);
        assertThat(heard).containsExactly("accused never_connected of 2");
    }

    @Test
    void accusesHalfClosedConnections() {
        TestSocket socket = TestSocket.client(1, 0).shutdownOutput(s(1)).observed(s(2), TcpState.FIN_WAIT_2);

        examine(61.9, socket);
        assertThat(heard).isEmpty();
        examine(62, socket);
        assertThat(heard).containsExactly("accused half_closed of 1");
    }

    @Test
    void accusesAHandshakeThatDoesNotEndAndTakesItBackWhenItDoes() {
        TestSocket socket = TestSocket.connecting(1, 0);
        examine(10, socket);
        assertThat(heard).containsExactly("accused connecting of 1");

        socket.connection.tcp().connected(s(11), s(11));
        detector.transitioned(socket.connection, null);
        assertThat(heard).endsWith("retracted connecting of 1");
    }

    @Test
    void accusesListenersThatNobodyAcceptsFromOrWhoseQueueIsFull() {
        TestSocket forgotten = TestSocket.listener(1, 0).queue(s(1), Long.MIN_VALUE, 2, 50);
        TestSocket slow = TestSocket.listener(2, 0).queue(s(5), s(1), 51, 50);
        TestSocket busy = TestSocket.listener(3, 0).queue(s(5), Long.MIN_VALUE, 3, 50);

        examine(6, forgotten, slow, busy);

        assertThat(heard).containsExactly("accused backlog of 1", "accused backlog of 2");
    }

    @Test
    void doesNotMindIdleConnectionsUnlessToldTo() {
        TestSocket socket = TestSocket.client(1, 0).idle(s(1));
        examine(100_000, socket);
        assertThat(heard).isEmpty();

        detector = detector(LeakLimits.builder().limit(LeakKind.IDLE, s(60)).build(), LeakIgnores.none());
        examine(61, socket);
        assertThat(heard).containsExactly("accused idle of 1");
    }

    @Test
    void saysWhenAVerdictRestsOnAStateThatNobodySaw() {
        TestSocket socket = TestSocket.client(1, 0).shutdownOutputUnasked(s(1)).endOfStreamUnasked(s(2));
        examine(100, socket);

        assertThat(heard).containsExactly("accused close_wait? of 1");
    }

    @Test
    void groupsByThePlaceThatOpenedThem() {
        TestSocket[] sockets = {closeWait(3), closeWait(1), closeWait(2)};
        TestSocket elsewhere = closeWait(4).by("main", "com.acme.Orders.place(Orders.java:41)");
        examine(11, sockets[0], sockets[1], elsewhere, sockets[2]);

        List<Suspect> suspects = detector.suspects();
        assertThat(suspects).hasSize(2);
        assertThat(suspects.get(0).count).isEqualTo(3);
        assertThat(suspects.get(0).sockets).extracting(socket -> socket.id).containsExactly(1L, 2L, 3L);
        assertThat(suspects.get(1).count).isEqualTo(1);
    }

    @Test
    void countsWhatTheUserAllowsAndTellsItNowhere() {
        detector = detector(LeakLimits.defaults(), LeakIgnores.of(Collections.singleton("com.acme.Inventory")));
        TestSocket socket = closeWait(1);
        examine(11, socket);
        examine(12, socket);
        examine(13, socket.closed(s(13)));

        assertThat(heard).isEmpty();
        assertThat(detector.suspects()).isEmpty();
        assertThat(detector.ignored()).isEqualTo(1);
    }

    @Test
    void keepsABoundedNumberOfGroupsAndCountsTheRest() {
        List<TestSocket> sockets = new ArrayList<>();
        for (int i = 1; i <= LeakDetector.GROUPS + 10; i++) {
            sockets.add(closeWait(i).by("main", "com.acme.Shop.sell(Shop.java:" + i + ")"));
        }
        examine(11, sockets.toArray(new TestSocket[0]));

        assertThat(heard).hasSize(LeakDetector.GROUPS + 10);
        assertThat(detector.suspects()).hasSize(LeakDetector.GROUPS);
        assertThat(detector.ungrouped()).isEqualTo(10);

        examine(12);
        TestSocket late = closeWait(5000);
        examine(13, late);
        assertThat(detector.suspects())
                .extracting(suspect -> suspect.sockets.get(0).id)
                .containsExactly(5000L);
    }

    @Test
    void tellsThatDescriptorsRunShortAndWhoHoldsThem() {
        List<TrackedSocket> open = connections(closeWait(1), closeWait(2), TestSocket.server(3, 0));

        detector.examineDescriptors(open, 79, 100, s(1));
        assertThat(heard).isEmpty();

        detector.examineDescriptors(open, 80, 100, s(2));
        assertThat(heard).containsExactly("accused descriptors of 0");
        assertThat(only().detail).isEqualTo("""
                        80 of 100 descriptors are open (limit 80%), 3 of them sockets
                        2 client, opened at com.acme.Inventory.lookup(Inventory.java:88)
                        1 server, 10.0.9.9:40112, its stack was not taken""");

        detector.examineDescriptors(open, 78, 100, s(3));
        assertThat(heard).hasSize(1);
        detector.examineDescriptors(open, 70, 100, s(4));
        assertThat(heard).endsWith("retracted descriptors of 0");
        assertThat(detector.suspects()).isEmpty();
    }

    @Test
    void saysWhatTheDescriptorsAreAndWhichKindGrows() {
        Map<String, Integer> counts = new LinkedHashMap<>(Map.of("TCP", 2));
        detector.descriptorKinds(() -> new LinkedHashMap<>(counts));
        detector.examineDescriptors(List.of(), 10, 100, s(1));
        counts.put("eventpoll", 70);
        counts.put("file", 8);
        detector.examineDescriptors(List.of(), 80, 100, s(2));

        assertThat(only().detail)
                .isEqualTo("80 of 100 descriptors are open (limit 80%): 70 eventpoll, 8 file, 2 TCP;"
                        + " eventpoll grew most, by 70");
    }

    @Test
    void saysWhichKindGrewThoughManyWereOpenedWhileTheyWereCounted() {
        Map<String, Integer> counts = new LinkedHashMap<>(Map.of("TCP", 10));
        detector.descriptorKinds(() -> new LinkedHashMap<>(counts));
        detector.examineDescriptors(List.of(), 10, 100, s(1));
        counts.put("Unix", 75);
        detector.examineDescriptors(List.of(), 50, 100, s(2));
        detector.examineDescriptors(List.of(), 85, 100, s(3));

        assertThat(only().detail).endsWith(": 75 Unix, 10 TCP; Unix grew most, by 75");
    }

    @Test
    void goesOnToSayWhichKindGrew() {
        Map<String, Integer> counts = new LinkedHashMap<>(Map.of("TCP", 10));
        detector.descriptorKinds(() -> new LinkedHashMap<>(counts));
        detector.examineDescriptors(List.of(), 10, 100, s(1));
        counts.put("Unix", 75);
        detector.examineDescriptors(List.of(), 85, 100, s(2));
        detector.examineDescriptors(List.of(), 85, 100, s(30));

        assertThat(only().detail).endsWith(": 75 Unix, 10 TCP; Unix grew most, by 75");
    }

    @Test
    void namesWhoOpenedSelectorsAndPipes() {
        detector.auxiliaryDescriptors(() -> Map.of("selector, opened at com.acme.Loop.start(Loop.java:12)", 40));
        detector.examineDescriptors(connections(TestSocket.server(3, 0)), 80, 100, s(1));

        assertThat(only().detail).isEqualTo("""
                        80 of 100 descriptors are open (limit 80%), 1 of them sockets
                        40 selector, opened at com.acme.Loop.start(Loop.java:12)
                        1 server, 10.0.9.9:40112, its stack was not taken""");
    }

    @Test
    void listsTheHoldersOfDescriptorsLessOftenWhereThatTakesLong() {
        List<Long> counted = new ArrayList<>();
        detector.descriptorKinds(() -> {
            counted.add(now);
            now += 50_000_000;
            return new LinkedHashMap<>(Map.of("TCP", counted.size()));
        });
        for (int second = 0; second < 120; second++) {
            now = s(second);
            detector.examineDescriptors(List.of(), 90 + second % 2, 100, now);
        }
        assertThat(counted).containsExactly(s(0), s(10), s(60), s(110));
    }

    @Test
    void tellsAtMostOnceAMinuteThatDescriptorsRanOut() {
        List<TrackedSocket> open = connections(TestSocket.client(1, 0));
        for (int second = 0; second < 90; second++) {
            detector.descriptorsExhausted(open, s(second));
        }
        assertThat(heard)
                .containsExactly("accused descriptors of 0", "ended descriptors of 0", "accused descriptors of 0");
        assertThat(only().detail).startsWith("\"Too many open files\" was thrown; 1 descriptor is an open socket");

        now = s(148);
        detector.examine(open, List.of(), now);
        assertThat(only().kind).isEqualTo(LeakKind.DESCRIPTORS);
        now = s(149);
        detector.examine(Collections.emptyList(), List.of(), now);
        assertThat(detector.suspects()).isEmpty();
    }

    @Test
    void judgesTwentyThousandSockets() {
        List<TrackedSocket> open = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            open.add((i % 2 == 0 ? closeWait(i) : TestSocket.client(i, 0)).connection);
        }
        detector.examine(open, List.of(), s(11));

        for (int i = 0; i < 10; i++) {
            detector.examine(open, List.of(), s(12 + i));
        }
        assertThat(only().count).isEqualTo(10_000);
        assertThat(only().total).isEqualTo(10_000);
    }

    private LeakDetector detector(LeakLimits limits, LeakIgnores ignores) {
        return new LeakDetector(limits, ignores, KnownPools.builtIn(), TestSnapshots.clock(() -> now), listener());
    }

    private LibraryPools libraryPools(Map<Integer, Boolean> lent) {
        return new LibraryPools(() -> new HashMap<>(lent), Runnable::run, TestSnapshots.clock(() -> now));
    }

    private VerdictListener listener() {
        return new VerdictListener() {
            @Override
            public void accused(Verdict verdict) {
                hear("accused", verdict);
            }

            @Override
            public void retracted(Verdict verdict) {
                hear("retracted", verdict);
            }

            @Override
            public void ended(Verdict verdict) {
                hear("ended", verdict);
            }
        };
    }

    private void hear(String what, Verdict verdict) {
        heard.add(what + " " + verdict.kind.label() + (verdict.inferred ? "?" : "") + " of " + verdict.connectionId());
    }

    private static TestSocket pooled(TestSocket socket) {
        return socket.by(
                "main",
                "java.net.Socket.connect(Socket.java:1)",
                "okhttp3.internal.connection.RealConnection.connect(RealConnection.kt:1)",
                "com.acme.Inventory.lookup(Inventory.java:88)");
    }

    private static TestSocket closeWait(long id) {
        return TestSocket.client(id, 0).observed(s(1), TcpState.CLOSE_WAIT).by("main", LOOKUP);
    }

    private void examine(double seconds, TestSocket... open) {
        now = s(seconds);
        for (TestSocket socket : open) {
            socket.observedAgain(now);
        }
        List<TrackedSocket> sockets = connections(open);
        detector.examine(
                sockets.stream().filter(TrackedSocket::isOpen).collect(Collectors.toList()),
                sockets.stream().filter(TrackedSocket::isInherited).collect(Collectors.toList()),
                now);
    }

    private static List<TrackedSocket> connections(TestSocket... sockets) {
        return Arrays.stream(sockets).map(socket -> socket.connection).collect(Collectors.toList());
    }

    private Suspect only() {
        assertThat(detector.suspects()).hasSize(1);
        return detector.suspects().get(0);
    }

    private static String fingerprint(LeakKind kind, TestSocket socket) {
        return new Fingerprints().of(kind, socket.connection);
    }

    private static long s(double seconds) {
        return (long) (seconds * SECONDS.toNanos(1));
    }
}
