package io.sockspan.track;

import io.sockspan.bootstrap.ActiveOpen;
import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.PassiveOpen;
import io.sockspan.bootstrap.Recorder;
import io.sockspan.bootstrap.SocketEvent;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.UnresolvedPeer;
import io.sockspan.tcp.Closing;
import io.sockspan.tcp.ConnectFailure;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;

/** Takes in what the hooks tell, one event after the other. For the agent's thread. */
final class EventHandler {
    private static final String CONNECTION_RESET = "connection_reset";

    private final Sockets sockets;
    private final KernelProbe kernel;
    private final AcceptQueues queues;
    private final AfterCloseFollower afterClose;
    private final long beginning;

    /** @param beginning a moment before which nothing can have happened in this process, {@link System#nanoTime()} */
    EventHandler(
            Sockets sockets, KernelProbe kernel, AcceptQueues queues, AfterCloseFollower afterClose, long beginning) {
        this.sockets = sockets;
        this.kernel = kernel;
        this.queues = queues;
        this.afterClose = afterClose;
        this.beginning = beginning;
    }

    void handle(SocketEvent event) {
        TrackedSocket c = sockets.of(event.record);
        if (c == null) {
            return;
        }
        takeIn(c, event.record);
        c.incomplete |= event.record.is(SocketRecord.INCOMPLETE);
        if (isOvertakenByClose(event)) {
            return;
        }
        switch (event.kind) {
            case CONNECTING:
                connecting(c, (ActiveOpen) event.detail);
                break;
            case RESOLVED:
            case REPLACED:
                // To know of the socket is all; that its release is missing the sweep finds out.
                break;
            case CONNECT_PENDING:
                connectPending(c, event.at);
                break;
            case CONNECTED:
                connected(c, event.at, event.number, (InetSocketAddress) event.detail);
                break;
            case CONNECT_FAILED:
                connectFailed(c, event.at, ConnectFailures.of((Throwable) event.detail));
                break;
            case HOST_UNRESOLVED:
                unresolved(c, event.at, (UnresolvedPeer) event.detail);
                break;
            case LISTENING:
                listening(c, event.at, event.number, (InetSocketAddress) event.detail);
                break;
            case END_OF_STREAM:
                sockets.publish(c, c.tcp().endOfStream(event.at, event.number));
                break;
            case BROKEN:
                broken(c, event.at, event.number, (String) event.detail);
                break;
            case INPUT_SHUTDOWN:
                sockets.publish(c, c.tcp().inputShutdown(event.at));
                break;
            case OUTPUT_SHUTDOWN:
                sockets.publish(c, c.tcp().outputShutdown(event.at, event.number));
                break;
            case RELEASED:
                released(c, event.at, event.number);
                break;
            default:
                throw new AssertionError(event.kind);
        }
    }

    /** A look round has found a socket that no event has told of, or that has connected since. */
    void discovered(SocketRecord record) {
        TrackedSocket c = sockets.of(record);
        if (c != null) {
            takeIn(c, record);
        }
    }

    /** From close on, what reads and writes return is the JDK's own making: it has put another descriptor in place. */
    private static boolean isOvertakenByClose(SocketEvent event) {
        boolean transfer = event.kind == EventKind.END_OF_STREAM || event.kind == EventKind.BROKEN;
        return transfer && event.record.is(SocketRecord.CLOSE_TOLD) && event.at - event.record.closingAt >= 0;
    }

    /** Takes in how a socket was connected or accepted, if its record tells that and nobody has taken it in. */
    private void takeIn(TrackedSocket c, SocketRecord record) {
        Object opening = record.opening;
        if (opening == null) {
            return;
        }
        record.opening = null;
        if (opening instanceof PassiveOpen) {
            accepted(c, record.openedAt, (PassiveOpen) opening);
        } else {
            takeIn(c, (ActiveOpen) opening);
        }
    }

    private void takeIn(TrackedSocket c, ActiveOpen open) {
        open.close();
        connecting(c, open);
        if (open.isPending()) {
            connectPending(c, open.enteredAt);
        }
        if (open.isConnected()) {
            connected(c, open.connectedAt(), open.localPort(), open.localAddress());
        }
    }

    private void connecting(TrackedSocket c, ActiveOpen open) {
        c.role = Role.CLIENT;
        c.connecting(open.enteredAt);
        c.remote = sockets.endpoint(open.address, open.port);
        c.serverName = givenName(open.address);
        c.parentSpan = (ParentSpan) open.applicationContext;
        sockets.publish(c, c.tcp().connectStarted(open.enteredAt));
    }

    private void connectPending(TrackedSocket c, long at) {
        c.leaveConnect();
        sockets.publish(c, c.tcp().connectPending(at));
    }

    private void connected(TrackedSocket c, long at, int localPort, InetSocketAddress local) {
        // A blocking call returns as soon as the handshake is complete; a pending one is asked about some time later.
        long notBefore = c.isInsideConnect() ? at : c.notConnectedYet();
        c.connected();
        learnLocal(c, local == null ? null : local.getAddress(), local == null ? localPort : local.getPort());
        boolean toItself = c.local != null && c.remote != null && c.local.equals(c.remote);
        sockets.publish(
                c, toItself ? c.tcp().connectedToItself(notBefore, at) : c.tcp().connected(notBefore, at));
    }

    private void connectFailed(TrackedSocket c, long at, ConnectFailure why) {
        connectFailed(c, c.isInsideConnect() ? at : c.notConnectedYet(), at, why);
    }

    private void connectFailed(TrackedSocket c, long notBefore, long at, ConnectFailure why) {
        c.leaveConnect();
        if (c.errorType() == null) {
            c.ending().errorType = why.errorType();
            c.ending().failedAt = at;
            sockets.publish(c, c.tcp().connectFailed(notBefore, at, why));
            sockets.publishConnectFailed(c);
        }
        if (!c.isOpen()) {
            leave(c);
        }
    }

    /** The descriptor is gone, and how its connect failed was never told: that event was dropped. */
    void connectMissed(TrackedSocket c, long now) {
        c.incomplete = true;
        connectFailed(c, c.notConnectedYet(), now, ConnectFailure.OTHER);
    }

    private void unresolved(TrackedSocket c, long at, UnresolvedPeer peer) {
        c.role = Role.CLIENT;
        c.remote = sockets.endpoint(null, peer.port);
        c.serverName = peer.name;
        c.parentSpan = (ParentSpan) peer.applicationContext;
        connectFailed(c, at, ConnectFailure.UNRESOLVED);
    }

    private void listening(TrackedSocket c, long at, int backlog, InetSocketAddress local) {
        c.role = Role.LISTENER;
        c.queue().backlog = queues.limit(backlog);
        if (local != null) {
            c.local = sockets.endpoint(local.getAddress(), local.getPort());
            sockets.listens(c);
        }
        sockets.publish(c, c.tcp().listening(at));
    }

    private void accepted(TrackedSocket c, long at, PassiveOpen open) {
        c.role = Role.SERVER;
        c.remote = sockets.endpoint(open.address, open.port);
        learnLocal(c, open.localAddress, open.localPort);
        sockets.publish(c, c.tcp().accepted(handshakeNotBefore(c, at), at));
    }

    private long handshakeNotBefore(TrackedSocket c, long at) {
        List<TrackedSocket> listeners = c.local == null ? Collections.emptyList() : sockets.listeners(c.local);
        if (listeners.isEmpty()) {
            // It is not known, and neither is how long the connection waited there.
            return beginning;
        }
        long notBefore = at;
        // Which one of several it was, nobody tells.
        for (TrackedSocket listener : listeners) {
            long earliest = listener.queue().handshakeNotBefore(at, listener.openedAt());
            notBefore = earliest - notBefore < 0 ? earliest : notBefore;
            listener.queue().accepted(at);
        }
        return notBefore;
    }

    /** The JDK passes on the C library's words for errno, or those of Windows. */
    private void broken(TrackedSocket c, long at, int tcpInfo, String message) {
        String why = message == null ? "" : message;
        if (why.contains("roken pipe")) {
            // EPIPE comes behind a reset, but also behind our own end of the output.
            sockets.publish(c, c.tcp().writeFailed(at, tcpInfo));
            if (c.tcp().resetBy() != null) {
                c.ending().errorType = CONNECTION_RESET;
            }
        } else if (why.contains("reset") || why.contains("forcibly closed")) {
            c.ending().errorType = CONNECTION_RESET;
            sockets.publish(c, c.tcp().receivedReset(at));
        } else {
            // Our own kernel gave up; nobody sent a reset that is known of.
            c.ending().errorType = ConnectFailures.ofMessage(message).errorType();
            sockets.publish(c, c.tcp().connectionLost(at));
        }
    }

    /** Close was entered: takes in what the record tells of it, the first time that it does. */
    void closing(TrackedSocket c) {
        SocketRecord record = c.record();
        if (c.closingAt() != Ending.NOT_YET || !record.is(SocketRecord.CLOSE_TOLD)) {
            return;
        }
        c.ending().closingAt = record.closingAt;
        c.collected |= record.is(SocketRecord.CLOSED_BY_COLLECTOR);
        if (c.isInsideConnect() && c.tcp().state() == TcpState.SYN_SENT) {
            // The connect itself cleans up, or is about to throw because another thread closed: it tells why.
            return;
        }
        if (isPending(c)) {
            // The handshake may be complete though the application never asked.
            sockets.publish(c, c.tcp().looked(record.closingAt, record.tcpInfoAtClose));
            TcpState state = c.tcp().state();
            if (state == TcpState.SYN_SENT || state == TcpState.CLOSED) {
                closedBeforeConnected(c, record);
            }
        }
        c.ending().closeUndecided = true;
    }

    private static boolean isPending(TrackedSocket c) {
        return c.role == Role.CLIENT
                && c.errorType() == null
                && c.tcp().connectAttempted()
                && !c.record().is(SocketRecord.CONNECTED);
    }

    /** A pending connect was given up, or (asynchronous channels) failed: the JDK closes then and tells no hook why. */
    private void closedBeforeConnected(TrackedSocket c, SocketRecord record) {
        boolean failedBefore = TcpInfo.state(record.tcpInfoAtClose) == TcpState.CLOSED;
        connectFailed(c, record.closingAt, failedBefore ? ConnectFailure.OTHER : ConnectFailure.CLOSED);
    }

    /**
     * A sweep has found a descriptor that is still there some time after its close was entered.
     *
     * @param tcpInfo what the kernel says of it now
     */
    void lookedAtClosing(TrackedSocket c, int tcpInfo) {
        // Where the JDK has done nothing yet it lets go later: a listener that is registered with a selector goes on to
        // listen.
        // Behind the JDK's preClose the kernel does not say whether a FIN went out before the reset.
        boolean unknown = tcpInfo == TcpInfo.NONE && c.record().unreadAtClose > 0;
        if (!isUntouched(tcpInfo) && !unknown) {
            decideClose(c, tcpInfo, 0);
        }
    }

    /**
     * Tells a close that was entered.
     *
     * @param tcpInfo tcp_info after the JDK's own steps and before the kernel's close
     * @param heldUp how long it took from the entry to there, 0 if it was quick
     */
    private void decideClose(TrackedSocket c, int tcpInfo, long heldUp) {
        if (!c.isCloseUndecided()) {
            return;
        }
        c.ending().closeUndecided = false;
        SocketRecord record = c.record();
        long entered = record.closingAt;
        long now = entered + heldUp;
        if (isUntouched(tcpInfo)) {
            // All that the close does is still to come.
            sockets.publish(c, c.tcp().closing(now, facts(c, tcpInfo, false)));
            return;
        }
        boolean shutdownFirst = TcpInfo.state(tcpInfo) != null;
        Closing facts = facts(c, record.tcpInfoAtClose, shutdownFirst);
        sockets.publish(c, c.tcp().closing(entered, heldUp == 0 ? facts : facts.heldUp(entered, now, tcpInfo)));
    }

    private static Closing facts(TrackedSocket c, int tcpInfo, boolean shutdownFirst) {
        SocketRecord record = c.record();
        boolean lingerZero = record.is(SocketRecord.LINGER_ZERO);
        return new Closing(tcpInfo, record.unreadAtClose, lingerZero, shutdownFirst, c.collected);
    }

    /** Whether close has not done anything to the connection or listener yet. */
    private static boolean isUntouched(int tcpInfo) {
        TcpState state = TcpInfo.state(tcpInfo);
        return state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT || state == TcpState.LISTEN;
    }

    void released(TrackedSocket c, long at, int tcpInfo) {
        if (!c.isOpen()) {
            return;
        }
        closing(c);
        c.ending().releasedAt = at;
        if (c.isCloseUndecided()) {
            long taken = at - c.closingAt();
            decideClose(c, tcpInfo, taken > Recorder.QUICK_CLOSE ? taken : 0);
        }
        sockets.publish(c, c.tcp().released(at));
        if (!c.isInsideConnect()) {
            leave(c);
        }
    }

    /** The descriptor of an adopted socket is gone, and no hook has told of its close: only native code held it. */
    void goneUnseen(TrackedSocket c, long now) {
        released(c, now, TcpInfo.NONE);
    }

    /** The descriptor is gone, and no call of the application's is under way that has still something to tell. */
    private void leave(TrackedSocket c) {
        if (c.tcp().state() == TcpState.CLOSED || c.role == Role.LISTENER) {
            sockets.end(c);
        } else {
            afterClose.follow(c, c.releasedAt());
        }
    }

    /** Events of this socket were dropped before it could be told what it is: what the record's flags and the kernel say must do. */
    void adopt(TrackedSocket c, long now) {
        SocketRecord record = c.record();
        if (record.is(SocketRecord.LISTENING)) {
            c.role = Role.LISTENER;
        } else if (record.is(SocketRecord.CONNECTING)) {
            c.role = Role.CLIENT;
        } else if (record.is(SocketRecord.CONNECTED)) {
            c.role = Role.SERVER;
        } else {
            return;
        }
        learnLocal(c, null, 0);
        if (c.role == Role.LISTENER && c.local != null) {
            sockets.listens(c);
        }
        sockets.publish(c, c.tcp().adopted(now, kernel.tcpInfo(record)));
    }

    private void learnLocal(TrackedSocket c, InetAddress address, int port) {
        InetSocketAddress known = address != null ? null : kernel.localAddress(c.record());
        if (known != null) {
            c.local = sockets.endpoint(known.getAddress(), known.getPort());
        } else if (port > 0) {
            c.local = sockets.endpoint(address, port);
        }
    }

    /** The name in front of the slash in {@link InetAddress#toString()}, which never looks anything up. */
    private static String givenName(InetAddress address) {
        String text = address.toString();
        int slash = text.indexOf('/');
        return slash > 0 ? text.substring(0, slash) : null;
    }
}
