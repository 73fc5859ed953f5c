package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.LISTEN;
import static io.sockspan.tcp.TcpState.SYN_RECEIVED;
import static io.sockspan.tcp.TcpState.SYN_SENT;
import static io.sockspan.tcp.TcpState.TIME_WAIT;

import java.util.List;

/**
 * The TCP state machine of one socket (RFC 9293, section 3.3.2): calls and observations go in, transitions come out. For one thread.
 *
 * <p>All times are {@link System#nanoTime()} values. Each input returns the transitions that it caused, mostly none. A late input that
 * contradicts what is certain is ignored.
 *
 * <p>Transitions are withdrawn from {@link #transitions()} in two cases: a connect fails and nothing proves that a SYN was sent; or the
 * peer's FIN turns out to have come in the instant between the observation at the entry of our close and our own FIN.
 * {@link #withdrawn()} counts them. The next transition starts in the state before them.
 */
public final class TcpStateMachine {
    private final StateTimeline timeline;
    /** Null until close is entered or the descriptor is let go. */
    private LocalClose localClose;

    private boolean connectAttempted;
    private boolean inputShutdown;
    private boolean stopped;

    /** @param openedAt when the descriptor was created, or first seen */
    public TcpStateMachine(long openedAt) {
        timeline = new StateTimeline(openedAt);
    }

    /** The socket is older than the agent, or its first events were lost: its history begins in the state that the kernel reports. */
    public List<Transition> adopted(long at, int tcpInfo) {
        TcpState seen = TcpInfo.state(tcpInfo);
        if (seen != null && timeline.isUntouched() && !isClosing()) {
            timeline.beginIn(seen, at);
            timeline.count(tcpInfo);
            timeline.proveSyn();
        }
        return fresh();
    }

    public List<Transition> listening(long at) {
        if (timeline.isUntouched() && !isClosing()) {
            timeline.enter(LISTEN, Interval.at(at), Evidence.CALL);
            timeline.lastsAt(at);
        }
        return fresh();
    }

    /** Connect was entered. */
    public List<Transition> connectStarted(long at) {
        if (!isClosing()) {
            connectAttempted |= Handshake.begin(timeline, at);
        }
        return fresh();
    }

    /** Connect returned without having connected or failed, as on a non-blocking channel: a SYN is out. */
    public List<Transition> connectPending(long at) {
        if (state() == SYN_SENT && !timeline.isStale(at)) {
            timeline.proveSyn();
        }
        return fresh();
    }

    /**
     * Connect succeeded.
     *
     * @param notBefore the same as {@code at} where connect waited; else a time at which it was not connected yet
     * @param at when it was reported
     */
    public List<Transition> connected(long notBefore, long at) {
        connectAttempted |= Handshake.complete(timeline, notBefore, at, isClosing());
        return fresh();
    }

    /**
     * Connect succeeded, and both endpoints are the same: the SYN met itself, which is a simultaneous open.
     *
     * @see #connected
     */
    public List<Transition> connectedToItself(long notBefore, long at) {
        if (state() == SYN_SENT) {
            timeline.enter(SYN_RECEIVED, timeline.until(at), Evidence.INFERRED);
        }
        connectAttempted |= Handshake.complete(timeline, notBefore, at, isClosing());
        return fresh();
    }

    public List<Transition> connectFailed(long at, ConnectFailure why) {
        return connectFailed(at, at, why);
    }

    /** Connect failed; {@code notBefore} is a time at which it had not failed yet, {@code at} is when it was reported. */
    public List<Transition> connectFailed(long notBefore, long at, ConnectFailure why) {
        connectAttempted = true;
        Handshake.fail(timeline, notBefore, at, why, isClosing());
        return fresh();
    }

    /**
     * Accept returned. The handshake was complete before that, at the earliest at {@code notBefore}: that it may have been for
     * long is in the nature of a backlog.
     */
    public List<Transition> accepted(long notBefore, long at) {
        if (timeline.isUntouched() && !isClosing()) {
            timeline.beginIn(SYN_RECEIVED, Times.earlier(notBefore, at));
            timeline.enter(ESTABLISHED, new Interval(notBefore, at), Evidence.CALL);
        }
        return fresh();
    }

    /** As {@link #observed(long, long, int)}. */
    public List<Transition> observed(long at, int tcpInfo) {
        return observed(at, at, tcpInfo);
    }

    /** The kernel was asked about the descriptor after {@code before} and had answered by {@code at}. */
    public List<Transition> observed(long before, long at, int tcpInfo) {
        if (!isReleased()) {
            KernelObservations.observe(timeline, before, at, tcpInfo);
        }
        return fresh();
    }

    /** At that moment the connection was established as before; its retransmissions were not read. */
    public void stillEstablished(long at) {
        if (state() == ESTABLISHED && !timeline.isStale(at)) {
            timeline.lastsUncounted(at);
        }
    }

    /**
     * A read returned the end of the stream.
     *
     * @param tcpInfo tcp_info right after, or {@link TcpInfo#NONE}
     */
    public List<Transition> endOfStream(long at, int tcpInfo) {
        if (!isAfterClosing(at)) {
            Transfers.readEnd(timeline, at, tcpInfo, inputShutdown);
        }
        return fresh();
    }

    /**
     * A read failed because the peer has reset the connection, or a write failed for that reason ({@code ECONNRESET}). For a
     * broken pipe see {@link #writeFailed}.
     */
    public List<Transition> receivedReset(long at) {
        if (!isAfterClosing(at)) {
            Transfers.broken(timeline, at, ResetBy.REMOTE);
        }
        return fresh();
    }

    /**
     * A write failed with a broken pipe. The peer's reset makes writes fail so, and so does our own shutdownOutput: on Java 8 and
     * 11 a stream goes on writing after it.
     *
     * @param tcpInfo tcp_info right after, or {@link TcpInfo#NONE}
     */
    public List<Transition> writeFailed(long at, int tcpInfo) {
        if (!isAfterClosing(at)) {
            KernelObservations.observe(timeline, at, at, tcpInfo);
            if (TcpInfo.state(tcpInfo) == null && !timeline.finSent()) {
                Transfers.broken(timeline, at, ResetBy.REMOTE);
            }
        }
        return fresh();
    }

    /** A read or write failed because the kernel gave up: nothing was answered any more, or there was no way to the peer. */
    public List<Transition> connectionLost(long at) {
        if (!isAfterClosing(at)) {
            Transfers.broken(timeline, at, null);
        }
        return fresh();
    }

    /** ShutdownOutput was entered; {@code tcpInfoBefore} is tcp_info then. */
    public List<Transition> outputShutdown(long at, int tcpInfoBefore) {
        if (!isClosing()) {
            LocalClose.shutdownOutput(timeline, at, tcpInfoBefore);
        }
        return fresh();
    }

    /** ShutdownInput was entered. No packet tells the peer, but from now on an end of stream proves nothing. */
    public List<Transition> inputShutdown(long at) {
        inputShutdown = true;
        return fresh();
    }

    /**
     * Close was asked for; only the first time counts.
     *
     * <p>A reset of ours is told when the descriptor goes: at once, or with {@link #released} where {@link Closing#shutdownFirst}.
     */
    public List<Transition> closing(long at, Closing facts) {
        if (!isClosing()) {
            localClose().closing(at, facts);
        }
        return fresh();
    }

    /** The descriptor no longer refers to this connection: it was closed, or another was put in its place (preClose). */
    public List<Transition> released(long at) {
        localClose().released(at);
        return fresh();
    }

    /**
     * The kernel's table of connections was read. Counts only after close, and while {@link #isEndUnclear()}.
     *
     * <p>An absent row ends the connection here, so the caller has to be sure: the kernel does not write the table in one piece, and a
     * row can be missed while others come and go.
     *
     * @param own the row of this connection
     * @param peer the row with the endpoints swapped if the peer is on the same host, else null
     */
    public List<Transition> observedInTable(long at, ProcObservation own, ProcObservation peer) {
        if (!stopped && (isClosing() || isReleased() || timeline.isEndUnclear())) {
            localClose().observed(at, own, peer);
        }
        return fresh();
    }

    /**
     * The kernel's table shows this end with a descriptor, though it was closed here: another process has the descriptor too, and our close
     * sent nothing.
     *
     * @return false if the table has shown the effect of our close before, so that this row is of another socket
     */
    public boolean inherited(long at, TcpState seen) {
        if (timeline.isFinByCallOnly() && timeline.last().from == seen) {
            timeline.withdrawUnsentFin();
        }
        if (state() != seen || timeline.finSent()) {
            return false;
        }
        timeline.lastsAt(at);
        return true;
    }

    /** Nobody observes this connection any more. Nothing is made up for what is not known. */
    public List<Transition> stopFollowing(long at) {
        stopped = true;
        return fresh();
    }

    public TcpState state() {
        return timeline.state();
    }

    /** How the present state is known. */
    public Evidence evidence() {
        return timeline.evidence();
    }

    /** When the present state was entered at the latest; before any transition, when the descriptor was created. */
    public long since() {
        return timeline.since();
    }

    /** A moment than which the next change cannot have come earlier. */
    public long lastKnownAt() {
        return timeline.knownAt();
    }

    /** The transitions that stand now, oldest first. */
    public List<Transition> transitions() {
        return timeline.all();
    }

    /** The last transition into that state, or null if there was none. */
    public Transition lastEntry(TcpState state) {
        return timeline.lastEntry(state);
    }

    public int withdrawn() {
        return timeline.withdrawn();
    }

    /** Null until it is known, and for a socket that was never connected unless the collector closed it. */
    public ClosedBy closedBy() {
        boolean byCollector = localClose != null && localClose.isByCollector();
        return byCollector ? ClosedBy.GC : timeline.resetBy() != null ? ClosedBy.RESET : firstFin();
    }

    /** {@link ClosedBy#LOCAL} or {@link ClosedBy#REMOTE}, whatever ended the connection afterwards; null before the first FIN. */
    public ClosedBy firstFin() {
        return timeline.firstFin();
    }

    /** Null unless a reset ended a connection. */
    public ResetBy resetBy() {
        return timeline.resetBy();
    }

    /** Whether connect was called, though the SYN may never have been sent. */
    public boolean connectAttempted() {
        return connectAttempted;
    }

    /** The most retransmissions of the SYN that an observation showed. */
    public int synRetransmits() {
        return timeline.synRetransmits();
    }

    /** Keep-alive or window probes that were unanswered at the last observation. */
    public int unansweredProbes() {
        return timeline.unansweredProbes();
    }

    /** The connection is over, by TIME_WAIT or by a reset, and it is not known yet by which; the state is still the last known. */
    public boolean isEndUnclear() {
        return timeline.isEndUnclear();
    }

    /** CLOSED for good, or a connect that failed. */
    public boolean ended() {
        return state() == CLOSED && (isClosing() || !timeline.isUntouched());
    }

    /** Nothing more can be learnt, except when TIME_WAIT expires. */
    public boolean settled() {
        return stopped || ended() || state() == TIME_WAIT;
    }

    @Override
    public String toString() {
        return state() + " " + transitions();
    }

    private List<Transition> fresh() {
        if (stopped && timeline.isEndUnclear()) {
            timeline.leaveEndUnclear();
        }
        return timeline.fresh();
    }

    private LocalClose localClose() {
        if (localClose == null) {
            localClose = new LocalClose(timeline);
        }
        return localClose;
    }

    private boolean isClosing() {
        return localClose != null && localClose.isClosing();
    }

    private boolean isReleased() {
        return localClose != null && localClose.isReleased();
    }

    /** From close on, what reads and writes return is the JDK's own making: it has put another descriptor in place. */
    private boolean isAfterClosing(long at) {
        return isClosing() && !Times.isBefore(at, localClose.closingAt());
    }
}
