package io.sockspan.track;

import io.sockspan.bootstrap.DnsLookup;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.stack.CallStack;
import io.sockspan.tcp.Closing;
import io.sockspan.tcp.ConnectFailure;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStatistics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A connection whose life a test makes up. Times are in nanoseconds from the test's start. */
public final class TestSocket {
    public final TrackedSocket connection;
    private String serverName;

    private TestSocket(long id, long openedAt) {
        connection =
                new TrackedSocket(TestRecords.by(null, TestRecords.record(id, openedAt)), TestContext.unobserved());
    }

    public static TestSocket unconnected(long id, long openedAt) {
        return new TestSocket(id, openedAt);
    }

    /** A client whose connect was entered as the descriptor was created. */
    public static TestSocket connecting(long id, long openedAt) {
        TestSocket socket = new TestSocket(id, openedAt);
        socket.connection.connecting(TestRecords.connect(address("10.0.3.7"), 5432, openedAt));
        return socket.local("10.0.0.5", 51344);
    }

    public static TestSocket client(long id, long openedAt) {
        TestSocket socket = connecting(id, openedAt);
        socket.connection.connected(openedAt + 400_000, 51344, null);
        return socket.local("10.0.0.5", 51344);
    }

    public static TestSocket server(long id, long openedAt) {
        return accepted(id, openedAt, openedAt);
    }

    /** A server's end whose handshake was complete some time before accept returned. */
    public static TestSocket accepted(long id, long notBefore, long openedAt) {
        TestSocket socket = new TestSocket(id, openedAt);
        socket.connection.becomeServer(TestRecords.accept(address("10.0.9.9"), 40112, address("10.0.0.5"), 8080));
        socket.connection.tcp().accepted(notBefore, openedAt);
        return socket;
    }

    public static TestSocket listener(long id, long openedAt) {
        TestSocket socket = new TestSocket(id, openedAt);
        socket.connection.becomeListener(new Endpoint(address("0.0.0.0"), 8080));
        socket.connection.tcp().listening(openedAt);
        return socket;
    }

    /** A client that is older than the agent. */
    public static TestSocket adopted(long id, long at, TcpState state) {
        TestSocket socket = new TestSocket(id, at);
        socket.remote("10.0.3.7", 5432).local("10.0.0.5", 51344);
        socket.connection.tcp().adopted(at, state.kernelNumber());
        return socket;
    }

    /** An adopted one in CLOSE_WAIT, of which the kernel says that the peer closed so long before. */
    public TestSocket peerClosed(long readAt, long before) {
        TestRecords.raise(connection.record(), SocketRecord.ADOPTED);
        ByteBuffer info = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());
        info.put(0, (byte) TcpState.CLOSE_WAIT.kernelNumber());
        info.putInt(56, (int) TimeUnit.NANOSECONDS.toMillis(before));
        info.putInt(140, 2);
        connection.read(TcpStatistics.of(info.array(), true, readAt, readAt), null);
        return this;
    }

    /** A client that no hook saw being made though the hooks were there. */
    public static TestSocket ofNativeCode(long id, long at) {
        TestSocket socket = adopted(id, at, TcpState.ESTABLISHED);
        TestRecords.raise(
                socket.connection.record(), SocketRecord.ADOPTED | SocketRecord.UNHOOKED | SocketRecord.UNRESOLVED);
        return socket;
    }

    public TestSocket local(String address, int port) {
        connection.learnLocal(address(address), port);
        return this;
    }

    public TestSocket remote(String address, int port) {
        InetAddress peer = address(address);
        if (connection.role() == Role.SERVER) {
            Endpoint local = connection.local();
            connection.becomeServer(TestRecords.accept(peer, port, local.address, local.port));
        } else {
            connection.becomeClient(new Endpoint(peer, port), serverName, null);
        }
        return this;
    }

    public TestSocket named(String serverName) {
        this.serverName = serverName;
        connection.becomeClient(connection.remote(), serverName, null);
        return this;
    }

    public TestSocket by(String thread, String... frames) {
        return by(thread, stack(frames));
    }

    public TestSocket by(String thread, CallStack stack) {
        connection.resolvedAs(TestRecords.by(thread, connection.record()), stack);
        return this;
    }

    /** Its listener was opened by that stack. */
    public TestSocket listenerBy(String... frames) {
        connection.context.listeners.add(listener(1_000 + connection.id(), 0).by("main", frames).connection);
        return this;
    }

    /** The kernel was asked at that time and gave that state. */
    public TestSocket observed(long at, TcpState state) {
        connection.tcp().observed(at, state.kernelNumber());
        return this;
    }

    public TestSocket resent(long at, int syns) {
        connection.tcp().observed(at, TcpState.SYN_SENT.kernelNumber() | syns << 16);
        return this;
    }

    /** A TLS handshake is complete or has failed. */
    public TestSocket secured(TlsNegotiation negotiation) {
        connection.negotiated(negotiation);
        return this;
    }

    /** An engine has begun a TLS handshake, at that millisecond. */
    public TestSocket handshakeBegun(long at) {
        connection.context.preparations.negotiationBegun(connection, TimeUnit.MILLISECONDS.toNanos(at));
        return this;
    }

    public TestSocket hostUnresolved(long at, DnsLookup failed) {
        connection.hostUnresolved(at, TestRecords.peerWithoutAddress(failed.name, 5432, failed));
        return this;
    }

    public TestSocket connectFails(long at, ConnectFailure why) {
        connection.connectFailed(at, why);
        return this;
    }

    /** A read that returned bytes. */
    public TestSocket read(long at) {
        connection.record().lastReadAt = at;
        return this;
    }

    public TestSocket written(long at) {
        connection.record().lastWrittenAt = at;
        return this;
    }

    /** Its send queue was full at every observation between the two moments. */
    public TestSocket sendQueueFull(long first, long last, long bytes) {
        connection.observedWritable(false, first);
        connection.observedSendQueue(bytes, first);
        connection.observedWritable(false, last);
        connection.observedSendQueue(bytes, last);
        return this;
    }

    /** A use whose caller was wanted. */
    public TestSocket used(long at, UseKind kind, String thread, String... frames) {
        connection.used(use(at, kind, thread, frames));
        return this;
    }

    public static SocketUse use(long at, UseKind kind, String thread, String... frames) {
        return new SocketUse(kind, at, TestRecords.caller(thread, null), stack(frames));
    }

    /** The entry of a close that is worth its caller. */
    public TestSocket closeCalled(String thread, Thread interrupted, String... frames) {
        connection.closeCalled(closeCall(thread, interrupted, frames));
        return this;
    }

    public static CloseCall closeCall(String thread, Thread interrupted, String... frames) {
        return new CloseCall(TestRecords.caller(thread, interrupted), stack(frames));
    }

    public TestSocket reset(long at) {
        connection.tcp().receivedReset(at);
        return this;
    }

    public TestSocket endOfStreamUnasked(long at) {
        connection.tcp().endOfStream(at, TcpInfo.NONE);
        return this;
    }

    public TestSocket shutdownOutput(long at) {
        connection.tcp().outputShutdown(at, TcpState.ESTABLISHED.kernelNumber());
        return this;
    }

    public TestSocket shutdownOutputUnasked(long at) {
        connection.tcp().outputShutdown(at, TcpInfo.NONE);
        return this;
    }

    /** Close was entered and the descriptor is not given back yet. */
    public TestSocket closing(long at) {
        return closing(at, false);
    }

    public TestSocket closed(long at) {
        closing(at);
        return released(at);
    }

    /** The garbage collector's work. */
    public TestSocket collectedAndClosed(long at) {
        collected();
        closing(at, true);
        return released(at);
    }

    private TestSocket closing(long at, boolean byCollector) {
        int tcpInfo = connection.tcp().state().kernelNumber();
        if (connection.tcp().state() != TcpState.SYN_SENT) {
            TestRecords.raise(connection.record(), SocketRecord.CONNECTED);
        }
        TestRecords.close(connection.record(), at, tcpInfo, 0);
        connection.closeEntered();
        connection.tcp().closing(at, new Closing(tcpInfo, 0, false, false, byCollector));
        return this;
    }

    public TestSocket released(long at) {
        connection.released(at, TcpInfo.NONE);
        return this;
    }

    /** It was closed, and the kernel's table shows at that time that another process has the descriptor. */
    public TestSocket inherited(long at, TcpState state) {
        connection.observedInherited(at, state);
        return this;
    }

    /** The other process has let it go. */
    public TestSocket letGoElsewhere() {
        connection.endInherited();
        return this;
    }

    /** The table has the listener, which lived on in another process, no more. */
    public TestSocket listenerGone(long at) {
        connection.listenerGone(at);
        return this;
    }

    public TestSocket collected() {
        connection.ownerCollected();
        return this;
    }

    public TestSocket unread(long since, int bytes) {
        connection.observedUnread(bytes, since);
        return this;
    }

    /** @param fullSince {@link Long#MIN_VALUE} if it is not full */
    public TestSocket queue(long waitingSince, long fullSince, int waiting, int backlog) {
        connection.queue().limitTo(backlog);
        connection.observedQueue(waiting, fullSince == Long.MIN_VALUE ? waitingSince : fullSince);
        connection.queue().accepted(waitingSince);
        return this;
    }

    /** A sweep at that time finds what waits as it was. */
    public TestSocket observedAgain(long at) {
        if (connection.role() == Role.LISTENER && connection.waiting() >= 0) {
            connection.observedQueue(connection.waiting(), at);
        } else if (connection.unread() != null) {
            connection.observedUnread(connection.waiting(), at);
        }
        return this;
    }

    public TestSocket idle(long since) {
        connection.record().lastReadAt = since;
        return this;
    }

    public SocketSnapshot snapshot() {
        return connection.snapshot();
    }

    /** Frames such as {@code com.acme.Inventory.lookup(Inventory.java:88)}, innermost first. */
    public static CallStack stack(String... frames) {
        return new CallStack(elements(frames), true);
    }

    /** The same, cut at the greatest depth. */
    public static CallStack cutStack(String... frames) {
        return new CallStack(elements(frames), false);
    }

    private static StackTraceElement[] elements(String... frames) {
        return Arrays.stream(frames).map(TestSocket::frame).toArray(StackTraceElement[]::new);
    }

    private static StackTraceElement frame(String text) {
        int paren = text.indexOf('(');
        int dot = text.lastIndexOf('.', paren);
        String[] source = text.substring(paren + 1, text.length() - 1).split(":");
        return new StackTraceElement(
                text.substring(0, dot),
                text.substring(dot + 1, paren),
                source[0].isEmpty() ? null : source[0],
                source.length < 2 ? -1 : Integer.parseInt(source[1]));
    }

    private static InetAddress address(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
