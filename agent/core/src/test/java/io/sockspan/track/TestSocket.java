package io.sockspan.track;

import io.sockspan.bootstrap.TestRecords;
import io.sockspan.tcp.Closing;
import io.sockspan.tcp.ConnectFailure;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** A connection whose life a test makes up. Times are in nanoseconds from the test's start. */
public final class TestSocket {
    public final TrackedSocket connection;

    private TestSocket(long id, long openedAt) {
        connection = new TrackedSocket(TestRecords.by(null, TestRecords.record(id, openedAt)));
    }

    public static TestSocket unconnected(long id, long openedAt) {
        return new TestSocket(id, openedAt);
    }

    /** A client whose connect was entered as the descriptor was created. */
    public static TestSocket connecting(long id, long openedAt) {
        TestSocket socket =
                new TestSocket(id, openedAt).local("10.0.0.5", 51344).remote("10.0.3.7", 5432);
        socket.connection.role = Role.CLIENT;
        socket.connection.tcp().connectStarted(openedAt);
        return socket;
    }

    public static TestSocket client(long id, long openedAt) {
        TestSocket socket = connecting(id, openedAt);
        socket.connection.tcp().connected(openedAt + 400_000, openedAt + 400_000);
        return socket;
    }

    public static TestSocket server(long id, long openedAt) {
        return accepted(id, openedAt, openedAt);
    }

    /** A server's end whose handshake was complete some time before accept returned. */
    public static TestSocket accepted(long id, long notBefore, long openedAt) {
        TestSocket socket = new TestSocket(id, openedAt).local("10.0.0.5", 8080).remote("10.0.9.9", 40112);
        socket.connection.role = Role.SERVER;
        socket.connection.tcp().accepted(notBefore, openedAt);
        return socket;
    }

    public static TestSocket listener(long id, long openedAt) {
        TestSocket socket = new TestSocket(id, openedAt).local("0.0.0.0", 8080);
        socket.connection.role = Role.LISTENER;
        socket.connection.tcp().listening(openedAt);
        return socket;
    }

    /** A client that is older than the agent. */
    public static TestSocket adopted(long id, long at, TcpState state) {
        TestSocket socket = new TestSocket(id, at).local("10.0.0.5", 51344).remote("10.0.3.7", 5432);
        socket.connection.role = Role.CLIENT;
        socket.connection.tcp().adopted(at, state.kernelNumber());
        return socket;
    }

    public TestSocket local(String address, int port) {
        connection.local = endpoint(address, port);
        return this;
    }

    public TestSocket remote(String address, int port) {
        connection.remote = endpoint(address, port);
        return this;
    }

    public TestSocket named(String serverName) {
        connection.serverName = serverName;
        return this;
    }

    public TestSocket by(String thread, String... frames) {
        return by(thread, stack(frames));
    }

    public TestSocket by(String thread, CallStack stack) {
        connection.resolvedAs(TestRecords.by(thread, connection.record()));
        connection.stack = stack;
        return this;
    }

    /** The kernel was asked at that time and gave that state. */
    public TestSocket looked(long at, TcpState state) {
        connection.tcp().looked(at, state.kernelNumber());
        return this;
    }

    public TestSocket resent(long at, int syns) {
        connection.tcp().looked(at, TcpState.SYN_SENT.kernelNumber() | syns << 16);
        return this;
    }

    public TestSocket connectFails(long at, ConnectFailure why) {
        connection.tcp().connectFailed(at, why);
        connection.ending().errorType = why.errorType();
        connection.ending().failedAt = at;
        return this;
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
        connection.ending().closingAt = at;
        connection.tcp().closing(at, new Closing(tcpInfo, 0, false, false, byCollector));
        return this;
    }

    public TestSocket released(long at) {
        connection.ending().releasedAt = at;
        connection.tcp().released(at);
        return this;
    }

    public TestSocket collected() {
        connection.collected = true;
        return this;
    }

    public TestSocket unread(long since, int bytes) {
        connection.unread(bytes, since);
        return this;
    }

    public TestSocket queue(long waitingSince, long fullSince, int waiting, int backlog) {
        connection.queue().waitingSince = waitingSince;
        connection.queue().fullSince = fullSince;
        connection.queue().waiting = waiting;
        connection.queue().backlog = backlog;
        return this;
    }

    public TestSocket idle(long since) {
        connection.idleSince = since;
        return this;
    }

    public SocketSnapshot snapshot() {
        return connection.snapshot();
    }

    /** Frames such as {@code com.acme.Inventory.lookup(Inventory.java:88)}, innermost first. */
    public static CallStack stack(String... frames) {
        StackTraceElement[] elements =
                Arrays.stream(frames).map(TestSocket::frame).toArray(StackTraceElement[]::new);
        int user = 0;
        while (user < frames.length - 1 && frames[user].startsWith("java.")) {
            user++;
        }
        return new CallStack(elements, user);
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

    private static Endpoint endpoint(String address, int port) {
        try {
            return new Endpoint(InetAddress.getByName(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
