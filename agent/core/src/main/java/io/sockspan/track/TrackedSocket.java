package io.sockspan.track;

import io.sockspan.bootstrap.ActiveOpen;
import io.sockspan.bootstrap.PassiveOpen;
import io.sockspan.bootstrap.SocketFollower;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.UnresolvedPeer;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.ConnectFailure;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.ProcObservation;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * One socket that the agent follows. Hook events, sweeps of the kernel's states and reads of {@code /proc/self/net/tcp} call its methods.
 * It alone decides what they mean for the connection, and it alone publishes transitions to the observers. For the agent's thread.
 *
 * <p>There may be very many sockets, so state that only few of them need is in objects that are created on demand.
 */
public final class TrackedSocket extends SocketObservations implements SocketFollower {
    /** Null unless a connect is pending or has failed. */
    private ConnectPhase connect;
    /** Null until close is entered or a read or write fails on a broken connection. */
    private ClosePhase close;

    TrackedSocket(SocketRecord record, TrackingContext context) {
        super(record, context);
    }

    /** When the descriptor was released, {@link System#nanoTime()}; {@link Long#MIN_VALUE} while it is open. */
    public long releasedAt() {
        return close == null ? NEVER : close.releasedAt();
    }

    public boolean isOpen() {
        return releasedAt() == NEVER;
    }

    /** When its connect failed, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if it has not. */
    public long failedAt() {
        return connect == null ? NEVER : connect.failedAt();
    }

    /** When close was entered, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if it was not. */
    public long closingAt() {
        return close == null ? NEVER : close.enteredAt();
    }

    /** Value of {@code error.type} if the connect failed or the connection broke; else null. */
    public String errorType() {
        String brokenBy = close == null ? null : close.brokenBy();
        return brokenBy != null || connect == null ? brokenBy : connect.errorType();
    }

    /**
     * The side that ended the connection; null while unknown. Also null if close did not read the kernel's state, so that the peer's FIN
     * may have been first.
     */
    public ClosedBy closedBy() {
        ClosedBy side = tcp().closedBy();
        if (side != ClosedBy.LOCAL || !isCloseUnasked()) {
            return side;
        }
        Transition fin = tcp().lastEntry(TcpState.FIN_WAIT_1);
        return fin != null && fin.evidence == Evidence.INFERRED ? null : side;
    }

    /**
     * How long the connection is known to have lived on after it was closed here, because another process has its descriptor; null if it
     * is not known to.
     */
    public ObservedSpan inherited() {
        return close == null ? null : close.inherited();
    }

    /** Whether it was closed here and, by the last observation, lives on in another process. */
    public boolean isInherited() {
        return close != null && close.isInherited();
    }

    /** What it needed besides TCP's own handshake; null if nothing was seen. */
    public Preparation preparation() {
        return context.preparations.of(this);
    }

    public SocketSnapshot snapshot() {
        return new SocketSnapshot(this, statistics());
    }

    /** Asks the kernel for all that it knows of the connection, if it is open. Returns the last reading; null if there is none. */
    public TcpStatistics readStatistics() {
        return Readings.now(this, context);
    }

    void accepted(long at, PassiveOpen open) {
        becomeServer(open);
        int wait = acceptWait(AcceptWait.millis(open));
        long notBefore = context.listeners.accepted(local(), at, context.beginning);
        publish(tcp().accepted(AcceptWait.handshakeNotBefore(at, wait, notBefore), at));
    }

    /** Connect was entered. An earlier connect may have failed. */
    void connecting(ActiveOpen open) {
        becomeClient(open);
        context.preparations.lookedUp(this, open.lookup);
        connect = ConnectPhase.entered(this, open.enteredAt);
        publish(tcp().connectStarted(open.enteredAt));
    }

    /** The address to which the socket connected. It differs from the given address if that was the wildcard address. */
    void reached(InetAddress peer) {
        learnPeer(peer);
    }

    /** Connect returned before the handshake was complete. */
    void connectPending(long at) {
        connect().pending(at);
    }

    void connected(long at, int localPort, InetSocketAddress local) {
        learnLocal(local == null ? null : local.getAddress(), local == null ? localPort : local.getPort());
        if (remote() != null && remote().address != null && remote().address.isAnyLocalAddress()) {
            learnPeer(ownAddress());
        }
        connect().succeeded(at);
        connect = null;
    }

    void connectFailed(long at, ConnectFailure why) {
        connect().failed(at, why);
    }

    /** The name to connect to has no address. */
    void hostUnresolved(long at, UnresolvedPeer peer) {
        becomeClient(peer);
        context.preparations.lookedUp(this, peer.lookup);
        connect().failed(at, ConnectFailure.UNRESOLVED);
    }

    /** The descriptor is closed, and the event with the connect's failure was dropped. */
    void connectOutcomeMissed(long now) {
        missesEvents();
        connect().outcomeMissed(now);
    }

    /** Whether the application is inside a call that will report the outcome. */
    boolean isInsideConnect() {
        return connect != null && connect.isInsideCall();
    }

    private ConnectPhase connect() {
        if (connect == null) {
            connect = ConnectPhase.unseen(this);
        }
        return connect;
    }

    /** A TLS handshake is complete, has failed, or was interrupted by a timeout. */
    void negotiated(TlsNegotiation negotiation) {
        context.preparations.negotiated(this, negotiation);
    }

    void listening(long at, int backlog, InetSocketAddress local) {
        queue().limitTo(context.queues.limit(backlog));
        queue().belongsTo(context.queues.inode(this));
        becomeListener(local == null ? null : context.endpoint(local));
        context.listeners.add(this);
        publish(tcp().listening(at));
    }

    /** The listener is older than the agent. */
    void adoptListener(Endpoint at, long now) {
        queue().mayHoldWhatCameAfter(context.beginning);
        becomeListener(at);
        context.listeners.add(this);
        adopt(now);
    }

    /** The connection is older than the agent, or no hook recorded it. */
    void adoptConnection(Endpoint from, Endpoint to, boolean connecting, long now) {
        becomeFound(from, to, connecting);
        adopt(now);
    }

    /** Events of this socket were dropped before its role was known. */
    void adoptByFlags(long now) {
        becomeByFlags();
        if (role() == Role.LISTENER) {
            context.listeners.add(this);
        }
        if (role() != Role.UNCONNECTED) {
            adopt(now);
        }
    }

    /** Begins the history in the state that the kernel reports. */
    void adopt(long now) {
        publish(tcp().adopted(now, context.kernel.tcpInfo(record())));
    }

    void endOfStream(long at, int tcpInfo) {
        publish(tcp().endOfStream(at, tcpInfo));
    }

    /** A read or write failed on a broken connection; {@code message} is that of the exception. */
    void transferFailed(long at, int tcpInfo, String message) {
        close().broken(at, tcpInfo, message);
    }

    void inputShutdown(long at) {
        publish(tcp().inputShutdown(at));
    }

    void outputShutdown(long at, int tcpInfo) {
        publish(tcp().outputShutdown(at, tcpInfo));
    }

    /** Handles the entry of close, once the record has it. Later calls do nothing. */
    void closeEntered() {
        close().enter();
    }

    /** The call that closed it; null unless it reset the connection or an interrupt seemed to make it. */
    public CloseCall closeCall() {
        return close == null ? null : close.call();
    }

    void closeCalled(CloseCall call) {
        close().called(call);
    }

    /** Whether close was entered but its effect is not published yet. */
    boolean isCloseUndecided() {
        return close != null && close.isUndecided();
    }

    /** The descriptor is still open some time after the entry of close; {@code tcpInfo} is the present tcp_info. */
    void observedWhileClosing(int tcpInfo) {
        close().observed(tcpInfo);
    }

    /** The descriptor was released; {@code tcpInfo} is the tcp_info just before, or {@link TcpInfo#NONE}. */
    void released(long at, int tcpInfo) {
        if (isOpen()) {
            close().release(at, tcpInfo);
        }
    }

    /** The descriptor is closed, but no hook reported its close: native code closed it, or it never belonged to this socket. */
    void gone(long now) {
        context.recording.gone(record());
        if (record().is(SocketRecord.CONNECTED | SocketRecord.LISTENING) && !adopted()) {
            missesEvents();
        }
        released(now, TcpInfo.NONE);
    }

    /**
     * The record is released, but the event has not arrived. After {@code patience}, in nanoseconds, the socket is released without the
     * event.
     */
    void releaseMissing(long now, long patience) {
        if (close().releaseMissing(now) >= patience) {
            if (!record().is(SocketRecord.UNRESOLVED)) {
                // No event of an adopted socket is missing: native code may have closed it.
                missesEvents();
            }
            released(now, TcpInfo.NONE);
        }
    }

    private ClosePhase close() {
        if (close == null) {
            close = new ClosePhase(this);
        }
        return close;
    }

    /** The descriptor is closed, and no running call of the application will report anything more. */
    void leave() {
        if (role() == Role.LISTENER) {
            context.afterClose.followListener(this);
            end();
        } else if (tcp().state() == TcpState.CLOSED) {
            end();
        } else {
            context.afterClose.follow(this, releasedAt());
        }
    }

    /** {@code /proc/self/net/tcp} shows this end, and the peer if it is on this host. */
    void observedInTable(long at, ProcObservation own, ProcObservation peer) {
        publish(tcp().observedInTable(at, own, peer));
    }

    /** The table shows this end with a descriptor after its release; false if that is another socket's. */
    boolean observedInherited(long at, TcpState seen) {
        return close().observedInherited(at, seen);
    }

    /** The kernel no longer shows that another process has it, or nobody can ask. */
    void endInherited() {
        close().endInherited();
    }

    /** The kernel's table no longer has the listener, which lived on in another process; its end here was published at its close. */
    void listenerGone(long at) {
        tcp().observedInTable(at, ProcObservation.ABSENT, null);
        endInherited();
    }

    /** The connection is not followed any further. */
    void stopFollowing(long now) {
        try {
            publish(tcp().stopFollowing(now));
        } finally {
            end();
        }
    }

    private void end() {
        if (context.registry.remove(this)) {
            context.listeners.remove(this);
            context.observers.ended(this);
            context.registry.remember(this);
        }
    }

    @Override
    void publish(List<Transition> transitions) {
        try {
            Readings.atEndOfPhase(this, transitions, context);
        } finally {
            // A reading may fail for lack of memory, and nobody else will publish the transitions.
            context.observers.transitioned(this, transitions);
        }
    }

    void publishConnectFailed() {
        context.observers.connectFailed(this);
    }
}
