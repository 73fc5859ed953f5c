package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_1;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.LISTEN;
import static io.sockspan.tcp.TcpState.SYN_RECEIVED;
import static io.sockspan.tcp.TcpState.SYN_SENT;
import static io.sockspan.tcp.TcpState.TIME_WAIT;

import java.util.List;

/**
 * The life of one socket: takes in what was seen of it, and tells its transitions. For one thread.
 *
 * <p>All times are {@link System#nanoTime()} values. Each input returns the transitions that it brought, mostly none. What comes
 * late and contradicts what is known for certain is ignored.
 *
 * <p>Transitions are taken back, and no longer in {@link #transitions()}, in two cases: a connect fails and nothing proves that a
 * SYN was sent; or it turns out that the peer's FIN came in the instant between the look at the entry of our close and our own
 * FIN. {@link #withdrawn()} counts them. The first transition returned after that starts in the state before.
 */
public final class TcpStateMachine {
    private final StateTimeline timeline;
    /** Null until close is entered or the descriptor is let go. */
    private AfterClose after;

    private boolean connectAttempted;
    private boolean inputShutdown;
    private boolean stopped;

    /** @param openedAt when the descriptor was created, or first seen */
    public TcpStateMachine(long openedAt) {
        timeline = new StateTimeline(openedAt);
    }

    /** A socket that is older than the agent, or whose first events were lost: it is taken as the kernel says it is. */
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
        // A socket whose connect failed may try again.
        if (state() == CLOSED && !isClosing() && !wasConnected()) {
            connectAttempted = true;
            timeline.forgetSyn();
            timeline.enter(SYN_SENT, Interval.at(at), Evidence.CALL);
            timeline.lastsAt(at);
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
     * @param at when it was told
     */
    public List<Transition> connected(long notBefore, long at) {
        completeConnect(notBefore, at);
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
        completeConnect(notBefore, at);
        return fresh();
    }

    private void completeConnect(long notBefore, long at) {
        beginUnseenConnect(at);
        if (state() != SYN_SENT && state() != SYN_RECEIVED) {
            return;
        }
        timeline.enter(ESTABLISHED, new Interval(Times.later(notBefore, timeline.knownAt()), at), Evidence.CALL);
        // A thread that waited wakes up some time after the handshake, and the peer's FIN can be there by then.
        if (Times.isBefore(notBefore, at)) {
            timeline.lastsAt(notBefore);
        }
    }

    /** The event of connect's entry was lost, and that of its end has come. */
    private void beginUnseenConnect(long at) {
        if (timeline.isUntouched() && !isClosing()) {
            connectAttempted = true;
            timeline.enter(SYN_SENT, timeline.until(at), Evidence.INFERRED);
        }
    }

    /** A connect that waited has failed. */
    public List<Transition> connectFailed(long at, ConnectFailure why) {
        return connectFailed(at, at, why);
    }

    /** Connect failed; {@code notBefore} is a time at which it had not failed yet, {@code at} is when it was told. */
    public List<Transition> connectFailed(long notBefore, long at, ConnectFailure why) {
        if (why.provesSyn()) {
            beginUnseenConnect(at);
            timeline.proveSyn();
        }
        connectAttempted = true;
        if (state() == SYN_SENT || state() == SYN_RECEIVED) {
            timeline.enter(CLOSED, new Interval(Times.later(notBefore, timeline.knownAt()), at), Evidence.CALL);
        }
        if (endedInSynSent() && !timeline.isSynProven()) {
            timeline.withdraw();
            timeline.withdraw();
        }
        return fresh();
    }

    private boolean endedInSynSent() {
        Transition last = timeline.last();
        return last != null && last.from == SYN_SENT && last.to == CLOSED;
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

    /** The kernel was asked about the descriptor and answered with that tcpInfo. */
    public List<Transition> looked(long at, int tcpInfo) {
        return looked(at, at, tcpInfo);
    }

    /** The same, where a time before the question and a time after the answer are both known. */
    public List<Transition> looked(long before, long at, int tcpInfo) {
        if (!isReleased()) {
            KernelLooks.look(timeline, before, at, tcpInfo);
        }
        return fresh();
    }

    /** At that moment the connection was established as before; what the peer has left unanswered was not asked. */
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
            readEnd(at, tcpInfo);
        }
        return fresh();
    }

    private void readEnd(long at, int tcpInfo) {
        TcpState seen = TcpInfo.state(tcpInfo);
        if (!provesPeerFin(seen)) {
            KernelLooks.look(timeline, at, at, tcpInfo);
            return;
        }
        timeline.readPeerFin();
        if (timeline.isFinFirstByCallOnly() && Times.isBefore(at, timeline.last().earliest)) {
            finCameAfterPeers(at);
            return;
        }
        KernelLooks.look(timeline, at, at, tcpInfo);
        if (seen == null) {
            peerFinished(at);
        }
    }

    /**
     * Whether the end of the stream means that the peer's FIN is here. It does not after our own shutdownInput; and JDK 8 shows
     * one after a reset as well.
     */
    private boolean provesPeerFin(TcpState seen) {
        if (inputShutdown) {
            return false;
        }
        if (seen == null) {
            return true;
        }
        switch (seen) {
            case CLOSE_WAIT:
            case LAST_ACK:
            case CLOSING:
            case TIME_WAIT:
                return true;
            case CLOSED:
                return timeline.finSent();
            default:
                return false;
        }
    }

    private void finCameAfterPeers(long at) {
        Transition fin = timeline.withdrawFin();
        timeline.follow(CLOSE_WAIT, timeline.until(at), Evidence.KERNEL);
        timeline.enter(LAST_ACK, new Interval(fin.earliest, fin.latest), fin.evidence);
        timeline.lastsAt(fin.earliest);
    }

    private void peerFinished(long at) {
        if (state() == FIN_WAIT_1 || state() == FIN_WAIT_2) {
            if (!timeline.isStale(at) || timeline.isEndUnclear()) {
                timeline.finishBoth(at);
            }
        } else if (timeline.follow(CLOSE_WAIT, timeline.until(at), Evidence.KERNEL)) {
            timeline.lastsAt(at);
        }
    }

    /**
     * A read failed because the peer has reset the connection, or a write failed for that reason ({@code ECONNRESET}). For a
     * broken pipe see {@link #writeFailed}.
     */
    public List<Transition> receivedReset(long at) {
        if (!isAfterClosing(at)) {
            broken(at, ResetBy.REMOTE);
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
            KernelLooks.look(timeline, at, at, tcpInfo);
            if (TcpInfo.state(tcpInfo) == null && !timeline.finSent()) {
                broken(at, ResetBy.REMOTE);
            }
        }
        return fresh();
    }

    /** A read or write failed because the kernel gave up: nothing was answered any more, or there was no way to the peer. */
    public List<Transition> connectionLost(long at) {
        if (!isAfterClosing(at)) {
            broken(at, null);
        }
        return fresh();
    }

    private void broken(long at, ResetBy by) {
        if (timeline.isFinFirstByCallOnly() && Times.isBefore(at, timeline.last().earliest)) {
            timeline.withdrawFin();
        }
        switch (state()) {
            case CLOSED:
                // A look saw the end before the application did, and could not know the reason.
                if (brokeBySight()) {
                    timeline.attribute(by);
                }
                return;
            case LISTEN:
            case TIME_WAIT:
                return;
            case SYN_SENT:
            case SYN_RECEIVED:
                timeline.enter(ESTABLISHED, timeline.until(at), Evidence.INFERRED);
                break;
            default:
        }
        timeline.reset(timeline.until(at), Evidence.KERNEL, by);
    }

    private boolean brokeBySight() {
        Transition last = timeline.last();
        return last != null
                && last.evidence == Evidence.KERNEL
                && (last.from == ESTABLISHED || last.from == CLOSE_WAIT);
    }

    /** ShutdownOutput was entered; {@code wordBefore} is tcp_info then. */
    public List<Transition> outputShutdown(long at, int wordBefore) {
        if (!isClosing()) {
            KernelLooks.look(timeline, at, at, wordBefore);
            if (isConnected()) {
                timeline.sendFin(Interval.at(at), isSideUnsure(wordBefore) ? Evidence.INFERRED : Evidence.CALL);
            }
        }
        return fresh();
    }

    /** ShutdownInput was entered. The peer is not told of it, but from now on an end of stream proves nothing. */
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
            after().closing(at);
            KernelLooks.look(timeline, at, at, facts.wordBefore);
            if (facts.byCollector && !isOver()) {
                after().byCollector();
            }
            if (facts.effect == null) {
                close(Interval.at(at), facts);
            } else {
                close(facts.effect, facts);
                KernelLooks.look(timeline, facts.effect.earliest, facts.effect.latest, facts.wordAfter);
            }
        }
        return fresh();
    }

    private void close(Interval at, Closing facts) {
        if (state() == LISTEN || state() == SYN_SENT) {
            timeline.enter(CLOSED, timeline.momentOf(at), Evidence.CALL);
        } else if (isConnected()) {
            if (facts.resets() && (!facts.shutdownFirst || isReleased())) {
                resetNow(at, facts);
            } else {
                finish(at, facts);
            }
        }
    }

    private void resetNow(Interval at, Closing facts) {
        // With SO_LINGER zero the kernel sends no reset where both FINs are out already: it just forgets.
        boolean sent = facts.unreadBytes > 0 || state() != CLOSING && state() != LAST_ACK;
        timeline.reset(timeline.momentOf(at), Evidence.CALL, sent ? ResetBy.LOCAL : null);
    }

    private void finish(Interval at, Closing facts) {
        if (!facts.lingerZero) {
            boolean unsure = isSideUnsure(facts) || facts.mayReset() && !timeline.isPeerFinRead();
            timeline.sendFin(at, unsure ? Evidence.INFERRED : Evidence.CALL);
        }
        if (facts.resets()) {
            after().resetOnRelease();
        }
    }

    /** Without tcp_info at the call's entry, the peer's FIN may have been there before ours and nobody has read it yet. */
    private boolean isSideUnsure(Closing facts) {
        return isSideUnsure(facts.wordBefore) || facts.mayHaveBeenOvertaken() && state() == ESTABLISHED;
    }

    /** The same for any call. */
    private boolean isSideUnsure(int wordBefore) {
        return TcpInfo.state(wordBefore) == null && state() == ESTABLISHED;
    }

    /** The descriptor no longer refers to this connection: it was closed, or another was put in its place (preClose). */
    public List<Transition> released(long at) {
        after().released(at);
        return fresh();
    }

    /**
     * The kernel's table of connections was read. Counts only after close, and while {@link #isEndUnclear()}.
     *
     * <p>An absent row ends the life here, so the caller has to be sure: the table is not read in one piece, and a row can slip
     * through while others come and go.
     *
     * @param own the row of this connection
     * @param peer the row with the endpoints swapped if the peer is on the same host, else null
     */
    public List<Transition> procLooked(long at, ProcSight own, ProcSight peer) {
        if (!stopped && (isClosing() || isReleased() || timeline.isEndUnclear())) {
            after().looked(at, own, peer);
        }
        return fresh();
    }

    /** Nobody looks after this connection any more. Nothing is made up for what is not known. */
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

    /** How many transitions were taken back. */
    public int withdrawn() {
        return timeline.withdrawn();
    }

    /** Null until it is known, and for a socket that was never connected unless the collector closed it. */
    public ClosedBy closedBy() {
        if (after != null && after.isByCollector()) {
            return ClosedBy.GC;
        }
        return timeline.resetBy() != null ? ClosedBy.RESET : firstFin();
    }

    /** {@link ClosedBy#LOCAL} or {@link ClosedBy#REMOTE}, whatever ended the connection afterwards; null before the first FIN. */
    public ClosedBy firstFin() {
        return timeline.firstFin();
    }

    /** Null unless a reset ended the connection; a refused connect is no connection. */
    public ResetBy resetBy() {
        return timeline.resetBy();
    }

    /** Whether connect was called, though the SYN may never have been sent. */
    public boolean connectAttempted() {
        return connectAttempted;
    }

    /** The most retransmissions of the SYN that a look found. */
    public int synRetransmits() {
        return timeline.synRetransmits();
    }

    /** Keep-alive or window probes that were unanswered at the last look. */
    public int unansweredProbes() {
        return timeline.unansweredProbes();
    }

    /** The most that were ever unanswered at a look. */
    public int mostUnansweredProbes() {
        return timeline.mostUnansweredProbes();
    }

    /** The connection is over, by TIME_WAIT or by a reset, and nothing has told yet by which; the state is still the last known. */
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
        return state() + (isEndUnclear() ? " (end unclear)" : "") + " " + transitions();
    }

    /** What an input returns. */
    private List<Transition> fresh() {
        if (stopped && timeline.isEndUnclear()) {
            timeline.leaveEndUnclear();
        }
        return timeline.fresh();
    }

    private AfterClose after() {
        if (after == null) {
            after = new AfterClose(timeline);
        }
        return after;
    }

    private boolean isClosing() {
        return after != null && after.isClosing();
    }

    private boolean isReleased() {
        return after != null && after.isReleased();
    }

    /** From close on, what reads and writes return is the JDK's own making: it has put another descriptor in place. */
    private boolean isAfterClosing(long at) {
        return isClosing() && !Times.isBefore(at, after.closingAt());
    }

    /** Whether there is a connection that a FIN or a reset of ours would end. */
    private boolean isConnected() {
        switch (state()) {
            case CLOSED:
            case LISTEN:
            case SYN_SENT:
            case TIME_WAIT:
                return false;
            default:
                return !timeline.isEndUnclear();
        }
    }

    /** Whether there was a connection and it has ended. */
    private boolean isOver() {
        return state() == TIME_WAIT || timeline.isEndUnclear() || state() == CLOSED && wasConnected();
    }

    private boolean wasConnected() {
        Transition last = timeline.last();
        return last != null && last.from != SYN_SENT && last.from != SYN_RECEIVED;
    }
}
