package io.sockspan.report;

import static io.sockspan.leak.TestSuspects.suspect;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.tcp.ConnectFailure;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.Snapshot;
import io.sockspan.track.SocketSnapshot;
import io.sockspan.track.TestSnapshots;
import io.sockspan.track.TestSocket;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextReportTest {
    private static final long NOW = s(842);
    private static final TestSocket LEAK = TestSocket.client(1042, 0)
            .named("db-3")
            .observed(s(4), TcpState.CLOSE_WAIT)
            .by(
                    "http-8080-exec-4",
                    "com.acme.Inventory.lookup(Inventory.java:88)",
                    "com.acme.OrderService.place(OrderService.java:41)");
    private static final TestSocket SERVER =
            TestSocket.server(1077, NOW - s(41)).by("acceptor", "com.acme.HttpServer.accept(HttpServer.java:31)");
    private static final TestSocket CONNECTING = TestSocket.connecting(1080, NOW - s(3.1))
            .local("10.0.0.5", 51902)
            .remote("10.0.3.9", 6379)
            .named("cache-1")
            .resent(NOW - s(1), 1)
            .by("main", "com.acme.Cache.connect(Cache.java:17)");
    private static final TestSocket LONG = TestSocket.client(7, 0)
            .local("2001:db8:85a3:1:2:8a2e:370:7334", 51344)
            .remote("2001:db8::1", 443)
            .shutdownOutputUnasked(s(1))
            .by("main", "com.acme.shop.InventoryServiceImplementation.lookupAllArticles(I.java:1288)");
    private static final TestSocket LISTENER =
            TestSocket.listener(8, 0).local("::", 8080).queue(s(1), s(1), 51, 50);
    private static final TestSocket UNCONNECTED = TestSocket.unconnected(9, 0);

    private static final Snapshot SNAPSHOT = snapshot(LEAK, SERVER, CONNECTING);
    private static final List<Suspect> SUSPECTS = List.of(suspect(LeakKind.CLOSE_WAIT, s(4), LEAK));

    @Test
    void countsTheSocketsOfNativeCode() {
        Snapshot snapshot = TestSnapshots.snapshot(
                s(10),
                s(10),
                List.of(
                        TestSocket.client(1, 0).snapshot(),
                        TestSocket.ofNativeCode(2, 0).snapshot()),
                List.of());

        assertThat(new TextReport("app").sockets(snapshot, List.of()))
                .startsWith("app  2 open (1 of native code), 0 suspect");
    }

    @Test
    void saysWhichClosedSocketsLiveOnInAnotherProcess() {
        TestSocket kept = TestSocket.client(1, 0).closed(s(1)).inherited(s(2), TcpState.ESTABLISHED);

        assertThat(new TextReport("app").histories(List.of(kept.snapshot())))
                .contains("closed here, open in another process")
                .contains("ESTABLISHED")
                .doesNotContain("FIN_WAIT_1");
    }

    @Test
    void tellsOpenSocketsAsATable() {
        assertThat(new TextReport("orders.jar", 120).sockets(SNAPSHOT, SUSPECTS))
                .isEqualTo("""
                        orders.jar  3 open, 1 suspect    kernel state read 0.2 s ago    0 events dropped
                           ID SIDE   STATE        FOR     AGE     LOCAL            REMOTE            OPENED AT
                         1042 client CLOSE_WAIT   13m58s  14m02s  10.0.0.5:51344   db-3:5432         Inventory.lookup:88   SUSPECT 3f9a1c7e
                         1077 server ESTABLISHED     41s     41s  10.0.0.5:8080    10.0.9.9:40112    HttpServer.accept:31
                         1080 client SYN_SENT       3.1s    3.1s  10.0.0.5:51902   cache-1:6379      Cache.connect:17      1 SYN resent
                        """);
    }

    @Test
    void keepsAddressesAndPlacesWholeIn100ColumnsAndPutsNotesBelow() {
        assertThat(new TextReport("orders.jar").sockets(SNAPSHOT, SUSPECTS)).isEqualTo("""
                        orders.jar  3 open, 1 suspect    kernel state read 0.2 s ago    0 events dropped
                           ID SIDE   STATE        FOR     AGE     LOCAL            REMOTE            OPENED AT
                         1042 client CLOSE_WAIT   13m58s  14m02s  10.0.0.5:51344   db-3:5432         Inventory.lookup:88
                                     SUSPECT 3f9a1c7e
                         1077 server ESTABLISHED     41s     41s  10.0.0.5:8080    10.0.9.9:40112    HttpServer.accept:31
                         1080 client SYN_SENT       3.1s    3.1s  10.0.0.5:51902   cache-1:6379      Cache.connect:17
                                     1 SYN resent
                        """);
    }

    @Test
    void givesThePlaceWhatCommonAddressesLeave() {
        TestSocket unread = TestSocket.client(57, NOW - s(2.1))
                .local("127.0.0.1", 41548)
                .remote("127.0.0.1", 38895)
                .unread(NOW - s(2), 4095)
                .by("main", "com.acme.orders.InventoryServiceClient.lookup(InventoryServiceClient.java:26)");

        assertThat(new TextReport("orders.jar")
                        .sockets(snapshot(unread), List.of(suspect(LeakKind.UNREAD, NOW - s(2), unread))))
                .isEqualTo("""
                        orders.jar  1 open, 1 suspect    kernel state read 0.2 s ago    0 events dropped
                           ID SIDE   STATE        FOR     AGE     LOCAL            REMOTE           OPENED AT
                           57 client ESTABLISHED    2.0s    2.1s  127.0.0.1:41548  127.0.0.1:38895  InventorySer...lookup:26
                                     SUSPECT 3f9a1c7e, 4095 B unread
                        """);
    }

    @Test
    void leavesTheLocalAddressOutOf80Columns() {
        assertThat(new TextReport("orders.jar", 80).sockets(SNAPSHOT, SUSPECTS)).isEqualTo("""
                        orders.jar  3 open, 1 suspect    kernel state read 0.2 s ago    0 events dropped
                           ID SIDE   STATE        FOR     AGE     REMOTE            OPENED AT
                         1042 client CLOSE_WAIT   13m58s  14m02s  db-3:5432         Inventory.lookup:88
                                     SUSPECT 3f9a1c7e
                         1077 server ESTABLISHED     41s     41s  10.0.9.9:40112    HttpServer.accept:31
                         1080 client SYN_SENT       3.1s    3.1s  cache-1:6379      Cache.connect:17
                                     1 SYN resent
                        """);
    }

    @Test
    void shortensLongAddressesAndPlacesAndMarksWhatIsInferred() {
        assertThat(new TextReport("orders.jar")
                        .sockets(
                                snapshot(LONG, LISTENER, UNCONNECTED),
                                List.of(suspect(LeakKind.BACKLOG, s(1), LISTENER))))
                .isEqualTo("""
                        orders.jar  3 open, 1 suspect    kernel state read 0.2 s ago    0 events dropped
                           ID SIDE   STATE        FOR     AGE     LOCAL            REMOTE           OPENED AT
                            7 client FIN_WAIT_1?  14m01s  14m02s  [200..34]:51344  [2001..::1]:443  Inventory..Articles:1288
                            8 listen LISTEN       14m02s  14m02s  *:8080           -                -
                                     SUSPECT 3f9a1c7e, 51 waiting
                            9 -      CLOSED       14m02s  14m02s  -                -                -
                        """);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 90, 100, 110, 120, 160})
    void neverPassesTheWidth(int width) {
        TextReport report = new TextReport("orders.jar", width);
        Snapshot snapshot = snapshot(LEAK, SERVER, CONNECTING, LONG, LISTENER, UNCONNECTED);

        assertThat((report.sockets(snapshot, SUSPECTS) + report.histories(snapshot.open)).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    }

    @Test
    void saysWhatWasLostAndThatStatesAreInferredWhereTheKernelCannotBeAsked() {
        assertThat(new TextReport("orders.jar").full(TestSnapshots.withoutKernel(NOW, 1, 2, 3), List.of()))
                .isEqualTo("""
                        orders.jar  0 open, 0 suspect    kernel state not readable, states inferred    1 event dropped
                        0 sockets seen since the start    2 hook failures    3 stacks not taken    4 ends not followed
                        6 close states not read
                        2 TLS handshakes not followed

                        No socket is suspect.
                        """);
    }

    @Test
    void tellsLives() {
        TestSocket local = TestSocket.client(12, 0)
                .local("127.0.0.1", 50312)
                .remote("127.0.0.1", 40001)
                .observed(s(0.0101), TcpState.ESTABLISHED)
                .closed(s(0.0123))
                .by("main", "io.sockspan.demo.Normal.run(Normal.java:88)");
        TestSocket remote = TestSocket.accepted(13, s(0.0006), s(0.001))
                .local("127.0.0.1", 40001)
                .remote("127.0.0.1", 50312)
                .observed(s(0.01), TcpState.ESTABLISHED)
                .observed(s(0.02), TcpState.CLOSE_WAIT)
                .closed(s(0.05));
        TestSocket failed = TestSocket.connecting(14, 0)
                .resent(s(3), 2)
                .connectFails(s(5), ConnectFailure.TIMED_OUT)
                .released(s(6));
        TestSocket reset =
                TestSocket.client(15, 0).observed(s(1.9), TcpState.ESTABLISHED).reset(s(2));
        TestSocket collected = TestSocket.client(16, 0).collectedAndClosed(s(2));

        assertThat(new TextReport("demo")
                        .histories(snapshots(local, remote, failed, reset, collected, LONG, LISTENER, UNCONNECTED)))
                .isEqualTo("""
                        AT: when the state was entered, at the latest, counted from the creation of the descriptor (of
                        accepted connections: from accept's return). call: a JDK call fixed the moment; kernel: the kernel
                        reported the state of the open descriptor; proc: its table of connections showed the state after
                        close; inferred, and ? behind a state: nobody saw it; the protocol leaves no other way.
                           ID SIDE   ENDS                                            HOW IT ENDED
                                  AT STATE         LASTED            KNOWN BY
                           12 client 127.0.0.1:50312 -> 127.0.0.1:40001              closed by local, at Normal.run:88
                                +0us SYN_SENT      400us             call
                              +400us ESTABLISHED   11.9ms            call
                             +12.3ms FIN_WAIT_1                      call
                           13 server 127.0.0.1:40001 <- 127.0.0.1:50312              closed by remote, no stack
                                +0us ESTABLISHED   9.00ms to 19.4ms  call, up to 400us earlier
                             +19.0ms CLOSE_WAIT    30.0ms to 40.0ms  kernel, up to 10.0ms earlier
                             +49.0ms LAST_ACK                        call
                           14 client 10.0.0.5:51344 -> 10.0.3.7:5432                 timeout, 2 SYNs resent, no stack
                                +0us SYN_SENT      5.00s             call
                              +5.00s CLOSED                          call
                           15 client 10.0.0.5:51344 -> 10.0.3.7:5432                 still open, reset by remote, no stack
                                +0us SYN_SENT      400us             call
                              +400us ESTABLISHED   1.89s to 2.00s    call
                              +2.00s CLOSED                          kernel, up to 100ms earlier
                           16 client 10.0.0.5:51344 -> 10.0.3.7:5432                 closed by the collector, no stack
                                +0us SYN_SENT      400us             call
                              +400us ESTABLISHED   1.99s             call
                              +2.00s FIN_WAIT_1                      call
                            7 client [2001:db8..70:7334]:51344 -> [2001:db8::1]:443  still open, at Inventory..Articles:1288
                                +0us SYN_SENT      400us             call
                              +400us ESTABLISHED   999ms             call
                              +1.00s FIN_WAIT_1?                     inferred
                            8 listen *:8080                                          still open, no stack
                                +0us LISTEN                          call
                            9 -      -                                               still open, no stack
                                     CLOSED
                        """);
    }

    @Test
    void tellsAllWithTheSuspectsLast() {
        TestSocket ended = TestSocket.client(12, 0).closed(s(1));
        Snapshot snapshot = TestSnapshots.snapshot(NOW, NOW - s(75), snapshots(LEAK, SERVER), snapshots(ended));

        assertThat(new TextReport("orders.jar").full(snapshot, SUSPECTS)).isEqualTo("""
                        orders.jar  2 open, 1 suspect    kernel state read 1m15s ago    0 events dropped
                        3 sockets seen since the start    0 hook failures    0 stacks not taken

                        History of the sockets that ended or are suspect
                        AT: when the state was entered, at the latest, counted from the creation of the descriptor (of
                        accepted connections: from accept's return). call: a JDK call fixed the moment; kernel: the kernel
                        reported the state of the open descriptor; proc: its table of connections showed the state after
                        close; inferred, and ? behind a state: nobody saw it; the protocol leaves no other way.
                           ID SIDE   ENDS                             HOW IT ENDED
                                  AT STATE         LASTED            KNOWN BY
                           12 client 10.0.0.5:51344 -> 10.0.3.7:5432  closed by local, no stack
                                +0us SYN_SENT      400us             call
                              +400us ESTABLISHED   999ms             call
                              +1.00s FIN_WAIT_1                      call
                         1042 client 10.0.0.5:51344 -> db-3:5432      still open, at Inventory.lookup:88
                                +0us SYN_SENT      400us             call
                              +400us ESTABLISHED   up to 4.00s       call
                              +4.00s CLOSE_WAIT                      kernel, up to 4.00s earlier

                        Open
                           ID SIDE   STATE        FOR     AGE     LOCAL            REMOTE            OPENED AT
                         1042 client CLOSE_WAIT   13m58s  14m02s  10.0.0.5:51344   db-3:5432         Inventory.lookup:88
                                     SUSPECT 3f9a1c7e
                         1077 server ESTABLISHED     41s     41s  10.0.0.5:8080    10.0.9.9:40112    HttpServer.accept:31

                        SUSPECTED LEAK 3f9a1c7e: 1 client connection to db-3:5432 in CLOSE_WAIT
                          The peer closed 13m58s ago (limit 10s); close() was not called here.
                          For example 1042, opened 14m02s ago by thread "http-8080-exec-4" at
                              com.acme.Inventory.lookup(Inventory.java:88)
                              com.acme.OrderService.place(OrderService.java:41)
                          Close the connection on that path, or allow it: leak.ignore=com.acme.Inventory.lookup
                        """);
    }

    @Test
    void namesWhoClosedWhereTheCloseWasNoUsualOne() {
        TestSocket reset = TestSocket.client(12, 0).closeCalled("main", null, "shop.Client.abort(Client.java:31)");
        Thread reader = new Thread("reader-1");
        TestSocket interrupted =
                TestSocket.client(13, 0).closeCalled("supervisor", reader, "shop.Main.stop(Main.java:12)");
        TestSocket before = TestSocket.client(14, 0)
                .closeCalled("reader-1", Thread.currentThread(), "shop.Reader.read(Reader.java:9)");
        Snapshot snapshot = TestSnapshots.snapshot(NOW, NOW, List.of(), snapshots(reset, interrupted, before));

        assertThat(new TextReport("orders.jar").full(snapshot, List.of()))
                .contains(
                        "             close() by thread \"main\" at shop.Client.abort:31\n",
                        "             closed as thread \"supervisor\" interrupted thread \"reader-1\" at shop.Main.stop:12\n",
                        "             closed as thread \"reader-1\" came to use it interrupted, at shop.Reader.read:9\n");
    }

    private static Snapshot snapshot(TestSocket... open) {
        return TestSnapshots.snapshot(NOW, NOW - s(0.2), snapshots(open), List.of());
    }

    private static List<SocketSnapshot> snapshots(TestSocket... sockets) {
        return Arrays.stream(sockets).map(TestSocket::snapshot).collect(Collectors.toList());
    }

    private static long s(double seconds) {
        return Math.round(seconds * 1e9);
    }

    @Test
    void saysThatTheProcessorIsScarce() {
        assertThat(new TextReport("orders.jar").full(TestSnapshots.onPartOfAProcessor(0.1), List.of()))
                .contains("\n0.1 of a processor for this process: the agent starts later and sweeps less often\n");
        assertThat(new TextReport("orders.jar").full(TestSnapshots.onPartOfAProcessor(1), List.of()))
                .doesNotContain("of a processor");
    }
}
