package io.sockspan.report;

import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.leak.TestSuspects;
import io.sockspan.stack.CallStack;
import io.sockspan.tcp.ConnectFailure;
import io.sockspan.tcp.ProcObservation;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.Snapshot;
import io.sockspan.track.SocketSnapshot;
import io.sockspan.track.TestNegotiations;
import io.sockspan.track.TestSnapshots;
import io.sockspan.track.TestSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A busy hour of a made-up service with histories of all kinds, the same each time. */
final class ManySockets {
    private static final long HOUR = s(3600);
    /** The kernel is asked once a second. */
    private static final long SWEEP = s(1);

    private final Random random = new Random(42);
    private final List<TestSocket> leaks = new ArrayList<>();
    private final List<TestSocket> unread = new ArrayList<>();
    private final List<SocketSnapshot> open = new ArrayList<>();
    private final List<SocketSnapshot> ended = new ArrayList<>();
    private final CallStack[] stacks = new CallStack[40];

    private ManySockets(int count) {
        for (int i = 0; i < stacks.length; i++) {
            stacks[i] = stack(i);
        }
        add(TestSocket.listener(1, 0).local("0.0.0.0", 8080).by("main", stacks[0]));
        for (int id = 2; id <= count; id++) {
            add(socket(id, HOUR / count * id));
        }
    }

    static Snapshot snapshot(int count) {
        return new ManySockets(count).snapshot();
    }

    static List<Suspect> suspects(int count) {
        ManySockets sockets = new ManySockets(count);
        List<Suspect> suspects = new ArrayList<>();
        suspects.add(TestSuspects.suspect(LeakKind.CLOSE_WAIT, s(100), 3, sockets.leaks.toArray(new TestSocket[0])));
        suspects.add(new Suspect(
                "77c0ffee",
                LeakKind.DROPPED,
                sockets.unread.stream().map(TestSocket::snapshot).toList(),
                sockets.unread.size(),
                0,
                0,
                s(2000),
                null));
        return suspects;
    }

    private Snapshot snapshot() {
        return TestSnapshots.snapshot(HOUR, HOUR - s(0.2), open, ended);
    }

    private void add(TestSocket socket) {
        (socket.connection.isOpen() ? open : ended).add(socket.snapshot());
    }

    private TestSocket socket(int id, long at) {
        long handshake = at + s(0.0002 + random.nextDouble() / 50);
        long end = handshake + s(Math.exp(random.nextGaussian() * 2 - 1));
        int port = 32768 + id % 28000;
        if (id % 3 == 0) {
            TestSocket server = TestSocket.server(id, at)
                    .local("10.0.0.5", 8080)
                    .remote("10.0." + random.nextInt(4) + "." + random.nextInt(250), port)
                    .by("http-acceptor", stacks[1]);
            return end > HOUR - SWEEP ? server : closedByPeer(server, end);
        }
        TestSocket client = TestSocket.connecting(id, at)
                .local("10.0.0.5", port)
                .remote("10.0.3." + id % 7, 5432)
                .named("db-" + id % 7 + ".internal.example.com")
                .by("http-8080-exec-" + random.nextInt(200), stacks[2 + random.nextInt(stacks.length - 2)]);
        if (id % 101 == 0) {
            return client.resent(at + s(1), 1)
                    .connectFails(at + s(3), ConnectFailure.TIMED_OUT)
                    .released(at + s(3.01));
        }
        client.connection.tcp().connected(handshake, handshake);
        if (id % 53 == 0) {
            long ready = TimeUnit.NANOSECONDS.toMillis(handshake) + 1;
            client.secured(
                    leaks.isEmpty()
                            ? TestNegotiations.failed(ready, ready + 9, "UNKNOWN_CA", true)
                            : TestNegotiations.complete(ready, ready + 9, "TLSv1.3", false));
            leaks.add(client.observed(sweepAfter(end) - SWEEP, TcpState.ESTABLISHED)
                    .observed(sweepAfter(end), TcpState.CLOSE_WAIT));
            return client;
        }
        if (id % 97 == 0) {
            unread.add(client.collected());
            return client;
        }
        if (end > HOUR - SWEEP) {
            return client;
        }
        return id % 41 == 0 ? client.reset(end).released(end + s(0.001)) : closedHere(client, end);
    }

    private TestSocket closedByPeer(TestSocket server, long end) {
        long closed = sweepAfter(end) + s(random.nextDouble() * 3);
        server.observed(sweepAfter(end) - SWEEP, TcpState.ESTABLISHED)
                .observed(sweepAfter(end), TcpState.CLOSE_WAIT)
                .closed(closed);
        server.connection.tcp().observedInTable(sweepAfter(closed), ProcObservation.ABSENT, null);
        return server;
    }

    private static TestSocket closedHere(TestSocket client, long end) {
        client.closed(end);
        long sweep = sweepAfter(end);
        client.connection.tcp().observedInTable(sweep, ProcObservation.of(TcpState.FIN_WAIT_2), null);
        long closed = end + s(1.4);
        client.connection
                .tcp()
                .observedInTable(sweep + SWEEP, ProcObservation.of(TcpState.TIME_WAIT, closed, closed + s(0.01)), null);
        client.connection.tcp().observedInTable(sweepAfter(closed + s(60)), ProcObservation.ABSENT, null);
        return client;
    }

    /** The first sweep after that. */
    private static long sweepAfter(long at) {
        return (at / SWEEP + 1) * SWEEP;
    }

    private static CallStack stack(int number) {
        String[] frames = new String[60];
        frames[0] = "java.net.Socket.connect(Socket.java:606)";
        for (int i = 1; i < frames.length; i++) {
            String name = i < 10 ? "com.acme.shop.module" + number + ".Inventory" : "com.acme.framework.Filter";
            frames[i] = name + i + ".lookup(Inventory" + i + ".java:" + (10 * i + (i < 10 ? number : 0)) + ")";
        }
        return TestSocket.stack(frames);
    }

    private static long s(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
