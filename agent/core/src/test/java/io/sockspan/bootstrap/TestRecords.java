package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Records of descriptors that do not exist, and what hooks would tell of them. */
public final class TestRecords {
    private static final StackTraceElement INTERRUPT =
            new StackTraceElement("java.lang.Thread", "interrupt", "Thread.java", 1607);

    private TestRecords() {}

    public static SocketRecord record(long id, long openedAt) {
        return record(id, -1, openedAt);
    }

    public static SocketRecord record(long id, int number, long openedAt) {
        return new SocketRecord(new FileDescriptor(), null, number, id, openedAt, null);
    }

    /** The same socket, as if that thread had opened it; null for one without a name. */
    public static SocketRecord by(String thread, SocketRecord record) {
        return new SocketRecord(
                record.get(), null, record.number, record.id, record.openedAt, thread == null ? "" : thread, null);
    }

    public static void raise(SocketRecord record, int flag) {
        record.raise(flag);
    }

    public static SocketEvent event(SocketRecord record, EventKind kind, long at, int number, Object what) {
        return new SocketEvent(record, kind, at, number, what);
    }

    /** Close was entered. */
    public static void close(SocketRecord record, long at, int tcpInfo, int unread) {
        record.tcpInfoAtClose = tcpInfo;
        record.unreadAtClose = unread;
        record.closingAt = at;
        record.raise(SocketRecord.CLOSING);
        record.raise(SocketRecord.CLOSE_REPORTED);
    }

    public static ActiveOpen connect(InetAddress address, int port, long enteredAt) {
        return new ActiveOpen(address, port, null, enteredAt, null);
    }

    /** The current thread calls, under the given name; it interrupts the other one, if that is another. */
    public static Caller caller(String thread, Thread interrupted) {
        boolean interrupts = interrupted != null && interrupted != Thread.currentThread();
        return caller(thread, interrupted, interrupts ? new StackTraceElement[] {INTERRUPT} : null);
    }

    /** @param stack null for the stack of this call */
    public static Caller caller(String thread, Thread interrupted, StackTraceElement[] stack) {
        Thread self = Thread.currentThread();
        String before = self.getName();
        self.setName(thread);
        try {
            CallSite site = new CallSite();
            if (stack != null) {
                site.setStackTrace(stack);
            }
            return new Caller(site, interrupted);
        } finally {
            self.setName(before);
        }
    }

    /** Connect has returned before the handshake was complete, and the agent has not taken it in. */
    public static void pending(ActiveOpen connect) {
        connect.pending();
    }

    /** Connect has succeeded, and the agent has not taken it in. */
    public static void connected(ActiveOpen connect, long at, InetSocketAddress local) {
        connect.connected(at, local.getPort(), local);
    }

    /** As {@link #connected}, of a socket whose local address is not known without asking. */
    public static ActiveOpen connectedWithoutAddress(ActiveOpen connect, long at, int localPort) {
        connect.connected(at, localPort, null);
        return connect;
    }

    public static PassiveOpen accept(InetAddress address, int port, InetAddress localAddress, int localPort) {
        return new PassiveOpen(address, port, localPort, localAddress);
    }

    /** Its close has read the local end, and the agent has not taken it in. */
    public static Opening closing(Opening opening, InetSocketAddress local) {
        opening.closing(local);
        return opening;
    }

    /** @param failure null if it has not failed */
    public static DnsLookup lookup(String name, InetAddress[] found, String failure) {
        DnsLookup lookup = new DnsLookup(name);
        if (failure == null) {
            lookup.found(found);
        } else {
            lookup.failed(failure);
        }
        return lookup;
    }

    public static TlsHandshake handshake(long startedAt, long endedAt, String protocol, boolean resumed) {
        return TlsHandshake.complete(startedAt, endedAt, protocol, "TLS_AES_128_GCM_SHA256", resumed);
    }

    /** @param alert null for a timeout */
    public static TlsHandshake failedHandshake(
            long startedAt, long endedAt, String alert, boolean received, String diagnostic, Throwable cause) {
        return TlsHandshake.failed(
                startedAt, endedAt, new TlsFailure(alert, alert != null && !received, received, diagnostic, cause));
    }

    public static TlsHandshake handshakeThatCouldNotBegin(long startedAt, long endedAt, String alert) {
        return TlsHandshake.failed(startedAt, endedAt, new TlsFailure(alert, false, false, null, null));
    }

    public static UnresolvedPeer peerWithoutAddress(String name, int port) {
        return peerWithoutAddress(name, port, null);
    }

    public static UnresolvedPeer peerWithoutAddress(String name, int port, DnsLookup lookup) {
        return new UnresolvedPeer(name, port, null, lookup);
    }
}
