package io.sockspan.track;

import io.sockspan.bootstrap.CloseHooks;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.Closing;
import io.sockspan.tcp.ConnectFailure;
import io.sockspan.tcp.ProcObservation;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;

/**
 * A socket's way to its end: a broken connection, the entry of close, and the release of the descriptor. It decides what the close does to
 * the connection: send a FIN, reset, or nothing yet. Most open sockets have none. Times are {@link System#nanoTime()}, or {@link #NEVER}. For the agent's thread.
 */
final class ClosePhase {
    static final long NEVER = Long.MIN_VALUE;

    private static final String CONNECTION_RESET = "connection_reset";

    private final TrackedSocket socket;
    private long enteredAt = NEVER;
    /** A close is published only when it is known when its FIN went out, and whether one did before a reset. */
    private boolean undecided;

    private long releaseMissingSince = NEVER;
    private long releasedAt = NEVER;
    private String brokenBy;
    private CloseCall call;
    private ObservedSpan inherited;
    private boolean inheritedEnded;

    ClosePhase(TrackedSocket socket) {
        this.socket = socket;
    }

    /** When the application asked for the close. */
    long enteredAt() {
        return enteredAt;
    }

    /** When the descriptor was given back. */
    long releasedAt() {
        return releasedAt;
    }

    /** The call that closed, if it was recorded; else null. */
    CloseCall call() {
        return call;
    }

    void called(CloseCall closing) {
        call = closing;
    }

    /** Whether a close was entered that is not published yet. */
    boolean isUndecided() {
        return undecided;
    }

    /** Value of {@code error.type} where a read or write found the connection broken, else null. */
    String brokenBy() {
        return brokenBy;
    }

    /**
     * A read or write failed for good.
     *
     * @param message the JDK passes on the C library's words for errno, or those of Windows
     */
    void broken(long at, int tcpInfo, String message) {
        String why = message == null ? "" : message;
        if (why.contains("roken pipe")) {
            // EPIPE comes behind a reset, but also behind our own shutdown of the output.
            socket.publish(socket.tcp().writeFailed(at, tcpInfo));
            brokenBy = socket.tcp().resetBy() == null ? brokenBy : CONNECTION_RESET;
        } else if (why.contains("reset") || why.contains("forcibly closed")) {
            brokenBy = CONNECTION_RESET;
            socket.publish(socket.tcp().receivedReset(at));
        } else {
            // Our own kernel gave up, without a reset of the peer's.
            brokenBy = ConnectFailures.ofMessage(message).errorType();
            socket.publish(socket.tcp().connectionLost(at));
        }
    }

    /** How long the connection has lived on in another process; null if it has not. */
    ObservedSpan inherited() {
        return inherited;
    }

    /** Whether the last observation showed that it lives on in another process. */
    boolean isInherited() {
        if (inherited == null || inheritedEnded) {
            return false;
        }
        switch (socket.tcp().state()) {
            case LISTEN:
            case ESTABLISHED:
            case CLOSE_WAIT:
            case FIN_WAIT_2:
                return true;
            default:
                return false;
        }
    }

    /** The other process has let it go, or nothing shows any more that it has it. */
    void endInherited() {
        inheritedEnded = inherited != null;
    }

    /**
     * The kernel's table shows this end with a descriptor after the release.
     *
     * @return false if that is another socket's
     */
    boolean observedInherited(long at, TcpState seen) {
        boolean own = socket.tcp().inherited(at, seen);
        if (!own && seen == TcpState.CLOSE_WAIT && socket.tcp().state() == TcpState.ESTABLISHED) {
            // The peer has closed since, and the other process has not.
            socket.observedInTable(at, ProcObservation.of(seen), null);
            own = socket.tcp().inherited(at, seen);
        }
        if (!own && seen == TcpState.FIN_WAIT_2 && isOurFinOut()) {
            // The JDK's close has shut the connection down first, and that reaches the other process's descriptor too.
            socket.observedInTable(at, ProcObservation.of(seen), null);
            own = socket.tcp().state() == seen;
        }
        if (!own) {
            return false;
        }
        inheritedEnded = false;
        inherited = ObservedSpan.extended(inherited, at);
        return true;
    }

    private boolean isOurFinOut() {
        TcpState state = socket.tcp().state();
        return state == TcpState.FIN_WAIT_1 || state == TcpState.FIN_WAIT_2;
    }

    /** Takes in what the record says about the entry of close, the first time that it does. */
    void enter() {
        SocketRecord record = socket.record();
        if (enteredAt != NEVER || !record.is(SocketRecord.CLOSE_REPORTED)) {
            return;
        }
        enteredAt = record.closingAt;
        if (record.is(SocketRecord.CLOSED_BY_COLLECTOR)) {
            socket.ownerCollected();
        }
        if (socket.isInsideConnect() && socket.tcp().state() == TcpState.SYN_SENT) {
            // The connect itself cleans up, or is about to throw because another thread closed: it reports why.
            return;
        }
        if (isConnectPending()) {
            giveUpConnect(record);
        }
        undecided = true;
    }

    private boolean isConnectPending() {
        return socket.role() == Role.CLIENT
                && socket.errorType() == null
                && socket.tcp().connectAttempted()
                && !socket.record().is(SocketRecord.CONNECTED);
    }

    /** A pending connect was given up, or (asynchronous channels) failed: no hook sees why the JDK closes then. */
    private void giveUpConnect(SocketRecord record) {
        // The handshake may be complete though the application never asked.
        socket.observed(enteredAt, enteredAt, record.tcpInfoAtClose);
        TcpState state = socket.tcp().state();
        if (state == TcpState.SYN_SENT || state == TcpState.CLOSED) {
            boolean failedBefore = TcpInfo.state(record.tcpInfoAtClose) == TcpState.CLOSED;
            socket.connectFailed(enteredAt, failedBefore ? ConnectFailure.OTHER : ConnectFailure.CLOSED);
        }
    }

    /** The descriptor is still open some time after the entry; {@code tcpInfo} is what the kernel says of it now. */
    void observed(int tcpInfo) {
        // A JDK that has done nothing yet lets go later: a listener that is registered with a selector goes on to
        // listen.
        // Behind the JDK's preClose the kernel does not say whether a FIN went out before the reset.
        boolean unknown = tcpInfo == TcpInfo.NONE && socket.record().unreadAtClose > 0;
        if (!isUntouched(tcpInfo) && !unknown) {
            decide(tcpInfo, 0);
        }
    }

    /**
     * The descriptor was given back.
     *
     * @param tcpInfo tcp_info just before, or {@link TcpInfo#NONE}
     */
    void release(long at, int tcpInfo) {
        enter();
        releasedAt = at;
        try {
            publishRelease(at, tcpInfo);
        } finally {
            // Also where memory is missing: nothing else would end it.
            if (!socket.isInsideConnect()) {
                socket.leave();
            }
        }
    }

    private void publishRelease(long at, int tcpInfo) {
        try {
            // First, because the connection's end may be published now, and the handshake is part of it.
            socket.context.preparations.settle(socket);
        } finally {
            if (undecided) {
                long taken = at - enteredAt;
                decide(tcpInfo, taken > CloseHooks.QUICK_CLOSE ? taken : 0);
            }
            socket.publish(socket.tcp().released(at));
        }
    }

    /** The record is released while no event has said so: for how long that has been so. */
    long releaseMissing(long now) {
        if (releaseMissingSince == NEVER) {
            releaseMissingSince = now;
        }
        return now - releaseMissingSince;
    }

    /**
     * Publishes what the close did.
     *
     * @param tcpInfo tcp_info after the JDK's own steps and before the kernel's close
     * @param heldUp how long it took from the entry to there in nanoseconds, 0 if it was quick
     */
    private void decide(int tcpInfo, long heldUp) {
        undecided = false;
        long now = enteredAt + heldUp;
        if (isUntouched(tcpInfo)) {
            // All that the close does is still to come.
            socket.publish(socket.tcp().closing(now, facts(tcpInfo, false)));
            return;
        }
        boolean shutdownFirst = TcpInfo.state(tcpInfo) != null;
        Closing facts = facts(socket.record().tcpInfoAtClose, shutdownFirst);
        Closing timed = heldUp == 0 ? facts : facts.heldUp(enteredAt, now, tcpInfo);
        socket.publish(socket.tcp().closing(enteredAt, timed));
    }

    private Closing facts(int tcpInfo, boolean shutdownFirst) {
        SocketRecord record = socket.record();
        boolean lingerZero = record.is(SocketRecord.LINGER_ZERO);
        return new Closing(tcpInfo, record.unreadAtClose, lingerZero, shutdownFirst, socket.collected());
    }

    /** Whether close has not done anything to the connection or listener yet. */
    private static boolean isUntouched(int tcpInfo) {
        TcpState state = TcpInfo.state(tcpInfo);
        return state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT || state == TcpState.LISTEN;
    }
}
