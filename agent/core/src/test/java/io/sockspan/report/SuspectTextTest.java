package io.sockspan.report;

import static io.sockspan.leak.TestSuspects.suspect;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.leak.TestSuspects;
import io.sockspan.tcp.ConnectFailure;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.TestSocket;
import io.sockspan.track.UseKind;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuspectTextTest {
    private static final long NOW = s(842);

    @Test
    void tellsCloseWait() {
        TestSocket[] sockets = IntStream.range(1042, 1049)
                .mapToObj(id -> TestSocket.client(id, 0)
                        .named("db-3")
                        .observed(s(4), TcpState.CLOSE_WAIT)
                        .by("http-8080-exec-4", longStack(25)))
                .toArray(TestSocket[]::new);

        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(4), sockets))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 7 client connections to db-3:5432 in CLOSE_WAIT
                          The peer closed 13m58s ago (limit 10s); close() was not called here.
                          For example 1042, opened 14m02s ago by thread "http-8080-exec-4" at
                              com.acme.Inventory.lookup(Inventory.java:88)
                              com.acme.OrderService.place1(OrderService.java:41)
                              com.acme.OrderService.place2(OrderService.java:42)
                              com.acme.OrderService.place3(OrderService.java:43)
                              com.acme.OrderService.place4(OrderService.java:44)
                              ... 20 more
                          Close the connection on that path, or allow it: leak.ignore=com.acme.Inventory.lookup""");
    }

    @Test
    void namesWhoUsedTheConnectionsLast() {
        TestSocket unused = TestSocket.client(1, 0).observed(s(4), TcpState.CLOSE_WAIT);
        TestSocket first = TestSocket.client(2, 0)
                .observed(s(4), TcpState.CLOSE_WAIT)
                .used(s(700), UseKind.READ, "", "shop.Feed.poll(Feed.java:7)");
        TestSocket last = TestSocket.client(3, 0)
                .observed(s(4), TcpState.CLOSE_WAIT)
                .used(
                        s(811),
                        UseKind.END_OF_STREAM,
                        "feed-1",
                        "java.net.SocketInputStream.read(SocketInputStream.java:1)",
                        "shop.Feed.poll(Feed.java:7)");

        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(4), unused, first, last)))
                .contains("""
                          Last use seen: 31s ago thread "feed-1" read the end of 3's stream at
                              shop.Feed.poll(Feed.java:7)
                        """.indent(0));
        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(4), unused, first)))
                .contains("Last use seen: 2m22s ago a thread without a name read from 2 at\n");
        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(4), unused))).doesNotContain("Last use");
    }

    @Test
    void leadsThroughALibraryToTheApplicationsOwnLines() {
        TestSocket socket = TestSocket.client(1, 0)
                .observed(s(4), TcpState.CLOSE_WAIT)
                .by(
                        "main",
                        "java.net.Socket.connect(Socket.java:606)",
                        "okhttp3.internal.connection.RealConnection.connect(RealConnection.kt:201)",
                        "okhttp3.internal.connection.RealCall.execute(RealCall.kt:154)",
                        "shop.Prices.load(Prices.java:41)",
                        "org.springframework.web.servlet.FrameworkServlet.doGet(FrameworkServlet.java:1)",
                        "javax.servlet.http.HttpServlet.service(HttpServlet.java:2)",
                        "shop.AuditFilter.doFilter(AuditFilter.java:9)",
                        "org.apache.catalina.core.StandardWrapper.invoke(StandardWrapper.java:3)",
                        "java.lang.Thread.run(Thread.java:4)");

        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(4), socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 client connection to 10.0.3.7:5432 in CLOSE_WAIT
                          The peer closed 13m58s ago (limit 10s); close() was not called here.
                          For example 1, opened 14m02s ago by OkHttp, for shop.Prices.load:41, by thread "main" at
                              okhttp3.internal.connection.RealCall.execute(RealCall.kt:154)
                              shop.Prices.load(Prices.java:41)
                              ... 2 more
                              shop.AuditFilter.doFilter(AuditFilter.java:9)
                              ... 2 more
                          Close the connection on that path, or allow it: leak.ignore=shop.Prices.load""");
    }

    @Test
    void doesNotOfferToAllowWhatEverySocketOfALibraryGoesThrough() {
        TestSocket socket = TestSocket.server(1, 0)
                .observed(s(4), TcpState.CLOSE_WAIT)
                .by(
                        "HTTP-Dispatcher",
                        "sun.nio.ch.ServerSocketChannelImpl.accept(ServerSocketChannelImpl.java:1)",
                        "sun.net.httpserver.ServerImpl$Dispatcher.run(ServerImpl.java:485)",
                        "java.lang.Thread.run(Thread.java:4)");

        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(4), socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 server connection accepted on 10.0.0.5:8080 in CLOSE_WAIT
                          The peer closed 13m58s ago (limit 10s); close() was not called here.
                          For example 1, opened 14m02s ago by the JDK's HttpServer, by thread "HTTP-Dispatcher" at
                              sun.net.httpserver.ServerImpl$Dispatcher.run(ServerImpl.java:485)
                              java.lang.Thread.run(Thread.java:4)
                          Close the connection.""");
    }

    @Test
    void saysThatALibrarysOwnThreadDoesNotShowWhoAskedForTheConnection() {
        TestSocket socket = TestSocket.client(1, 0)
                .observed(s(4), TcpState.CLOSE_WAIT)
                .by(
                        "vert.x-eventloop-thread-0",
                        "sun.nio.ch.Net.socket(Net.java:524)",
                        "io.netty.bootstrap.Bootstrap.connect(Bootstrap.java:148)",
                        "io.vertx.core.net.impl.ChannelProvider.connect(ChannelProvider.java:103)",
                        "io.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:569)",
                        "java.lang.Thread.run(Thread.java:840)");

        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(4), socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 client connection to 10.0.3.7:5432 in CLOSE_WAIT
                          The peer closed 13m58s ago (limit 10s); close() was not called here.
                          For example 1, opened 14m02s ago by Vert.x, by thread "vert.x-eventloop-thread-0" at
                              io.vertx.core.net.impl.ChannelProvider.connect(ChannelProvider.java:103)
                              io.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:569)
                              java.lang.Thread.run(Thread.java:840)
                          No line of yours is on this thread's stack: the library connects on a thread of its own or of a
                          pool. The command owners names who holds the connection.
                          Close the connection.""");
    }

    @Test
    void saysNothingOfALibrarysThreadIfTheStackIsCut() {
        TestSocket socket = TestSocket.client(1, 0)
                .observed(s(4), TcpState.CLOSE_WAIT)
                .by(
                        "main",
                        TestSocket.cutStack(
                                "sun.nio.ch.Net.socket(Net.java:524)",
                                "io.netty.bootstrap.Bootstrap.connect(Bootstrap.java:148)",
                                "io.vertx.core.net.impl.ChannelProvider.connect(ChannelProvider.java:103)",
                                "io.vertx.core.impl.Retry.run(Retry.java:7)"));

        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(4), socket))).doesNotContain("No line of yours");
    }

    @Test
    void tellsConnectionsThatAreOverButNotClosed() {
        TestSocket reset = TestSocket.client(1, 0).reset(s(5)).by("main", longStack(2));
        TestSocket both = TestSocket.client(2, 0)
                .remote("10.0.3.8", 5432)
                .shutdownOutputUnasked(s(5))
                .endOfStreamUnasked(s(6));

        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(5), reset, both))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 2 client connections to 10.0.3.7:5432 and 1 other in CLOSED (1) and TIME_WAIT? (1)
                          The peer reset the connection 13m57s ago (limit 10s); close() was not called here.
                          A state with a question mark was inferred: the kernel was not asked or did not answer.
                          For example 1, opened 14m02s ago by thread "main" at
                              com.acme.Inventory.lookup(Inventory.java:88)
                              com.acme.OrderService.place1(OrderService.java:41)
                          Close the connection on that path, or allow it: leak.ignore=com.acme.Inventory.lookup""");
        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(6), both)))
                .contains("  Both sides ended the connection 13m56s ago (limit 10s); close() was not called here.");
    }

    @Test
    void saysWhenTheStackWasNotTaken() {
        TestSocket socket = TestSocket.server(7, s(2)).observed(s(4), TcpState.CLOSE_WAIT);

        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(4), socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 server connection accepted on 10.0.0.5:8080 in CLOSE_WAIT
                          The peer closed 13m58s ago (limit 10s); close() was not called here.
                          For example 7, opened 14m00s ago; its stack was not taken.
                          Close the connection.""");
    }

    @Test
    void tellsUnreadBytesAndHowManyEndedWell() {
        TestSocket socket = TestSocket.client(1, 0).unread(s(800), 65536).by("main", longStack(2));

        assertThat(text(suspect(LeakKind.UNREAD, s(800), 3, socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 client connection to 10.0.3.7:5432 in ESTABLISHED with unread bytes
                          65536 bytes in the receive buffer, unread for 42s (limit 30s); the peer's FIN may wait behind
                          them.
                          Of 4 accused so far, 3 ended well and were taken back.
                          For example 1, opened 14m02s ago by thread "main" at
                              com.acme.Inventory.lookup(Inventory.java:88)
                              com.acme.OrderService.place1(OrderService.java:41)
                          Read to the end or close the connection on that path, or allow it:
                              leak.ignore=com.acme.Inventory.lookup""");
    }

    @Test
    void callsALeakByItsNameOnlyWhatWasDropped() {
        TestSocket channel = TestSocket.client(1, 0).collected().by("main", longStack(2));
        TestSocket socket = TestSocket.client(2, 0).collectedAndClosed(s(841));

        assertThat(text(suspect(LeakKind.DROPPED, s(840), channel))).isEqualTo("""
                        LEAK 3f9a1c7e: 1 client connection to 10.0.3.7:5432 dropped without close()
                          Its owner was garbage-collected 2.0s ago without close(); the descriptor is still open.
                          For example 1, opened 14m02s ago by thread "main" at
                              com.acme.Inventory.lookup(Inventory.java:88)
                              com.acme.OrderService.place1(OrderService.java:41)
                          Close it in a finally or try-with-resources on that path, or allow it:
                              leak.ignore=com.acme.Inventory.lookup""");
        assertThat(text(suspect(LeakKind.DROPPED, s(840), channel, socket, socket)))
                .startsWith("""
                        LEAK 3f9a1c7e: 3 client connections to 10.0.3.7:5432 dropped without close()
                          Their owners were garbage-collected without close(), the first 2.0s ago; 1 descriptor is still
                          open, the JDK closed 2.
                        """);
        assertThat(text(suspect(LeakKind.DROPPED, s(841), socket)))
                .contains("  Its owner was garbage-collected 1.0s ago without close(); the JDK then closed it.\n");
    }

    @Test
    void saysOfWhatWasDroppedWhetherThePeerHasClosed() {
        TestSocket seen =
                TestSocket.client(1, 0).observed(s(4), TcpState.CLOSE_WAIT).collected();
        TestSocket inferred = TestSocket.client(2, 0).endOfStreamUnasked(s(4)).collected();
        TestSocket connected = TestSocket.client(3, 0).collected();

        assertThat(text(suspect(LeakKind.DROPPED, s(840), seen))).isEqualTo("""
                        LEAK 3f9a1c7e: 1 client connection to 10.0.3.7:5432 dropped without close()
                          Its owner was garbage-collected 2.0s ago without close(); the descriptor is still open. Its peer
                          has closed (CLOSE_WAIT).
                          For example 1, opened 14m02s ago; its stack was not taken.
                          Close it in a finally or try-with-resources.""");
        assertThat(text(suspect(LeakKind.DROPPED, s(840), seen, inferred, connected)))
                .contains("""
                          Their owners were garbage-collected without close(), the first 2.0s ago; their descriptors are
                          still open. The peers of 2 have closed (CLOSE_WAIT).
                        """);
        assertThat(text(suspect(LeakKind.DROPPED, s(840), seen, connected)))
                .contains("still open. The peer of 1 has closed (CLOSE_WAIT).");
        assertThat(text(suspect(LeakKind.DROPPED, s(840), connected))).doesNotContain("closed (");
    }

    @Test
    void tellsSocketsThatNeverConnected() {
        TestSocket socket = TestSocket.unconnected(1, 0).by("main", longStack(2));

        assertThat(text(suspect(LeakKind.NEVER_CONNECTED, 0, socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 socket never connected
                          The descriptor was created 14m02s ago (limit 30s); it has neither connected nor listened, and
                          close() was not called.
                          For example 1, opened 14m02s ago by thread "main" at
                              com.acme.Inventory.lookup(Inventory.java:88)
                              com.acme.OrderService.place1(OrderService.java:41)
                          Connect or close the socket, even if its bind fails, on that path, or allow it:
                              leak.ignore=com.acme.Inventory.lookup""");
    }

    @Test
    void tellsFailedConnectsThatWereKept() {
        TestSocket socket = TestSocket.connecting(1, 0).connectFails(s(5), ConnectFailure.REFUSED);

        assertThat(text(suspect(LeakKind.NEVER_CONNECTED, s(5), socket, socket)))
                .isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 2 client sockets to 10.0.3.7:5432 kept after a failed connect
                          connect() failed 13m57s ago (limit 30s) with connection_refused; close() was not called.
                          For example 1, opened 14m02s ago; its stack was not taken.
                          Close the socket even if its connect fails.""");
    }

    @Test
    void saysThatNobodyAskedForTheOutcomeOfAConnect() {
        TestSocket socket =
                TestSocket.connecting(1, 0).observed(s(1), TcpState.SYN_SENT).observed(s(5), TcpState.CLOSED);

        assertThat(text(suspect(LeakKind.NEVER_CONNECTED, s(5), socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 client socket to 10.0.3.7:5432 kept after a failed connect
                          The connect failed 13m57s ago (limit 30s); neither finishConnect() nor close() was called since.
                          For example 1, opened 14m02s ago; its stack was not taken.
                          Close the socket even if its connect fails.""");
    }

    @Test
    void namesTheListenersLineWhereAThreadOfTheJdkAccepted() {
        String[] ofTheJdk = {
            "sun.nio.ch.UnixAsynchronousServerSocketChannelImpl.accept(Unix.java:1)",
            "java.lang.Thread.run(Thread.java:840)"
        };
        TestSocket server =
                TestSocket.server(1, 0).by("Thread-1", ofTheJdk).listenerBy("com.acme.Gateway.start(Gateway.java:12)");

        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(5), server)))
                .contains("by thread \"Thread-1\" at\n      java.lang.Thread.run(Thread.java:840)\n"
                        + "  Its listener was opened at\n      com.acme.Gateway.start(Gateway.java:12)\n");
        assertThat(text(suspect(LeakKind.CLOSE_WAIT, s(5), server.by("main", longStack(2)))))
                .as("accepted by the application's own code")
                .doesNotContain("listener");
    }

    @Test
    void tellsDescriptorsThatASelectorHolds() {
        TestSocket socket = TestSocket.server(1, 0).closing(s(5)).by("main", longStack(2));

        assertThat(text(suspect(LeakKind.UNRELEASED, s(5), socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 server connection accepted on 10.0.0.5:8080 closed but not released
                          close() was called 13m57s ago (limit 10s); the descriptor stays open until the selector that the
                          channel is registered with selects again.
                          For example 1, opened 14m02s ago by thread "main" at
                              com.acme.Inventory.lookup(Inventory.java:88)
                              com.acme.OrderService.place1(OrderService.java:41)
                          Wake the selector up after close() on that path, or allow it:
                              leak.ignore=com.acme.Inventory.lookup""");
    }

    @Test
    void saysThatAConnectionLivesOnInAnotherProcess() {
        TestSocket socket = TestSocket.client(1, 0)
                .closed(s(5))
                .inherited(s(800), TcpState.ESTABLISHED)
                .by("main", longStack(2));

        assertThat(text(suspect(LeakKind.INHERITED, s(5), socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 client connection to 10.0.3.7:5432 closed here, still ESTABLISHED in the kernel
                          close() was called 13m57s ago (limit 10s), but another process still has the descriptor: the
                          kernel has sent no FIN, and the connection stays open until that process closes it or ends.
                          For example 1, opened 14m02s ago by thread "main" at
                              com.acme.Inventory.lookup(Inventory.java:88)
                              com.acme.OrderService.place1(OrderService.java:41)
                          Start children with ProcessBuilder or close-on-exec, which pass no sockets on, or allow it:
                              leak.ignore=com.acme.Inventory.lookup""");
    }

    @Test
    void saysThatAListenerLivesOnInAnotherProcess() {
        TestSocket socket = TestSocket.listener(1, 0).closed(s(5)).inherited(s(800), TcpState.LISTEN);

        assertThat(text(suspect(LeakKind.INHERITED, s(5), socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 listener on *:8080 closed here, still LISTEN in the kernel
                          close() was called 13m57s ago (limit 10s), but another process still has the descriptor: the port
                          stays taken, and the kernel goes on to take connections that nobody here accepts.
                          For example 1, opened 14m02s ago; its stack was not taken.
                          Start children with ProcessBuilder or close-on-exec, which pass no sockets on.""");
    }

    @Test
    void tellsHalfClosedConnections() {
        TestSocket socket = TestSocket.client(1, 0)
                .shutdownOutput(s(5))
                .observed(s(5), TcpState.FIN_WAIT_2)
                .by("main", longStack(2));

        assertThat(text(suspect(LeakKind.HALF_CLOSED, s(5), socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 client connection to 10.0.3.7:5432 in FIN_WAIT_2
                          The output was shut down and the peer acknowledged it 13m57s ago (limit 1m); the peer did not end
                          its side, and close() was not called here.
                          For example 1, opened 14m02s ago by thread "main" at
                              com.acme.Inventory.lookup(Inventory.java:88)
                              com.acme.OrderService.place1(OrderService.java:41)
                          Close the connection even if the peer does not end its side on that path, or allow it:
                              leak.ignore=com.acme.Inventory.lookup""");
    }

    @Test
    void tellsHandshakesThatDoNotEnd() {
        TestSocket socket =
                TestSocket.connecting(1, 0).remote("2001:db8::7", 6379).resent(s(5), 3);

        assertThat(text(suspect(LeakKind.CONNECTING, 0, socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 client connection to [2001:db8::7]:6379 in SYN_SENT
                          connect() from local port 51344 began 14m02s ago (limit 10s) and has no answer; the SYN was sent
                          again 3 times.
                          For example 1, opened 14m02s ago; its stack was not taken.
                          Set a shorter connect timeout.""");
    }

    @Test
    void tellsListenersThatDoNotAccept() {
        TestSocket full = TestSocket.listener(1, 0).queue(s(5), s(5), 51, 50);
        TestSocket forgotten = TestSocket.listener(2, 0).queue(s(5), Long.MIN_VALUE, 3, 50);

        assertThat(text(suspect(LeakKind.BACKLOG, s(5), full))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 listener on *:8080 with an accept queue that is not emptied
                          The accept queue is full, 51 waiting in a queue of 50, and has been for 13m57s (limit 5s).
                          For example 1, opened 14m02s ago; its stack was not taken.
                          Accept sooner or with more threads.""");
        assertThat(text(suspect(LeakKind.BACKLOG, s(5), forgotten)))
                .contains("  3 connections in the accept queue, and none accepted for 13m57s (limit 5s).\n");
    }

    @Test
    void tellsIdleConnectionsAndKeepsLongNamesShort() {
        TestSocket socket = TestSocket.client(1, 0)
                .named("a-very-long-name-of-a-host.in.some.zone.of.some.provider.example.com")
                .idle(s(5))
                .by("pool\n1", "com.acme.shop.inventory.InventoryServiceImplementation.lambda$lookupAll$0(I.java:1)");

        assertThat(text(suspect(LeakKind.IDLE, s(5), socket))).isEqualTo("""
                        SUSPECTED LEAK 3f9a1c7e: 1 client connection to a-very-long-name-of-a..provider.example.com:5432 in ESTABLISHED and idle
                          Nothing went in either direction for 13m57s (limit 5m); close() was not called here.
                          For example 1, opened 14m02s ago by thread "pool?1" at
                              com.acme.shop.inventory.InventoryServiceImplementation.lambda$lookupAll$0(I.java:1)
                          Close the connection on that path, or allow it:
                              leak.ignore=com.acme.shop.inventory.InventoryServiceImplementation.lookupAll""");
    }

    @Test
    void tellsThatDescriptorsRunOut() {
        assertThat(text(TestSuspects.descriptors(
                        "80 of 100 descriptors are open (limit 80%), 3 of them sockets",
                        "2 client, opened at com.acme.Inventory.lookup(Inventory.java:88)",
                        "1 server, 10.0.9.9:40112, its stack was not taken")))
                .isEqualTo("""
                        SUSPECTED LEAK 861d1896: 80 of 100 descriptors are open (limit 80%), 3 of them sockets
                          Most of the TCP sockets, Unix-domain channels, selectors and pipes:
                              2 client, opened at com.acme.Inventory.lookup(Inventory.java:88)
                              1 server, 10.0.9.9:40112, its stack was not taken
                          Close what is not in use; if all of it is, raise the limit (ulimit -n).""");
    }

    @Test
    void tellsRetractions() {
        Suspect suspect = suspect(LeakKind.CLOSE_WAIT, 0, 7);

        assertThat(new SuspectText(100).retraction(suspect, NOW))
                .isEqualTo("RETRACTED 3f9a1c7e: nothing is held against it any more (close_wait; 7 accused so far, 7 of"
                        + " them ended well)");
    }

    private static String text(Suspect suspect) {
        return new SuspectText(100).accusation(suspect, NOW);
    }

    private static String[] longStack(int userFrames) {
        return IntStream.range(-1, userFrames)
                .mapToObj(i -> i < 0
                        ? "java.net.Socket.connect(Socket.java:606)"
                        : i == 0
                                ? "com.acme.Inventory.lookup(Inventory.java:88)"
                                : "com.acme.OrderService.place" + i + "(OrderService.java:" + (40 + i) + ")")
                .toArray(String[]::new);
    }

    private static long s(double seconds) {
        return (long) (seconds * 1e9);
    }
}
