package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_1;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.LISTEN;
import static io.sockspan.tcp.TcpState.SYN_SENT;
import static io.sockspan.tcp.TcpState.TIME_WAIT;

import io.sockspan.time.Times;

/** The local close (RFC 9293, section 3.6): whether it sends a FIN or a reset, and the states that follow. */
final class LocalClose {
    /** {@code TCP_TIMEWAIT_LEN} in the kernel's {@code include/net/tcp.h}, in nanoseconds. */
    private static final long TIME_WAIT_LENGTH = 60_000_000_000L;
    /**
     * For how long after our FIN rows of both ends that contradict each other are read again, in nanoseconds. Later they need not contradict
     * each other: a new connection on loopback may have replaced our TIME_WAIT ({@code tcp_twsk_unique} in {@code net/ipv4/tcp_ipv4.c}). One
     * reading alone decides nothing all the same.
     */
    private static final long TORN_AT_MOST = 1_000_000_000L;

    private final StateTimeline timeline;
    private boolean closing;
    private long closingAt;
    private boolean byCollector;
    private boolean resetPending;
    private boolean readAgain;
    private boolean disputed;
    private boolean released;
    private long releasedAt;

    LocalClose(StateTimeline timeline) {
        this.timeline = timeline;
    }

    /** Close was entered for the first time. */
    void closing(long at, Closing facts) {
        closing = true;
        closingAt = at;
        KernelObservations.observe(timeline, at, at, facts.tcpInfoBefore);
        byCollector = facts.byCollector && !isOver();
        if (facts.effect == null) {
            close(Interval.at(at), facts);
        } else {
            close(facts.effect, facts);
            KernelObservations.observe(timeline, facts.effect.earliest, facts.effect.latest, facts.tcpInfoAfter);
        }
    }

    private void close(Interval at, Closing facts) {
        if (timeline.state() == LISTEN || timeline.state() == SYN_SENT) {
            timeline.enter(CLOSED, timeline.momentOf(at), Evidence.CALL);
        } else if (timeline.isConnected()) {
            if (facts.resets() && (!facts.shutdownFirst || released)) {
                resetInClose(at, facts);
            } else {
                finish(at, facts);
            }
        }
    }

    private void resetInClose(Interval at, Closing facts) {
        // If both FINs were sent, a close with SO_LINGER zero sends no reset: the kernel only discards the connection.
        boolean sent = facts.unreadBytes > 0 || timeline.state() != CLOSING && timeline.state() != LAST_ACK;
        timeline.reset(timeline.momentOf(at), Evidence.CALL, sent ? ResetBy.LOCAL : null);
    }

    private void finish(Interval at, Closing facts) {
        if (!facts.lingerZero) {
            boolean unsure = isSideUnsure(facts) || facts.mayReset() && !timeline.isPeerFinRead();
            timeline.sendFin(at, unsure ? Evidence.INFERRED : Evidence.CALL);
        }
        // The release of the descriptor will reset the connection if it has not ended by then.
        resetPending |= facts.resets();
    }

    private boolean isSideUnsure(Closing facts) {
        return isSideUnsure(timeline, facts.tcpInfoBefore)
                || facts.mayHaveBeenOvertaken() && timeline.state() == ESTABLISHED;
    }

    /** Without tcp_info at the entry of the call, the peer's FIN may have arrived before ours without having been read. */
    private static boolean isSideUnsure(StateTimeline timeline, int tcpInfoBefore) {
        return TcpInfo.state(tcpInfoBefore) == null && timeline.state() == ESTABLISHED;
    }

    /** shutdownOutput was entered; {@code tcpInfoBefore} is the tcp_info at the entry. */
    static void shutdownOutput(StateTimeline timeline, long at, int tcpInfoBefore) {
        KernelObservations.observe(timeline, at, at, tcpInfoBefore);
        if (timeline.isConnected()) {
            Evidence evidence = isSideUnsure(timeline, tcpInfoBefore) ? Evidence.INFERRED : Evidence.CALL;
            timeline.sendFin(Interval.at(at), evidence);
        }
    }

    /** Whether a connection existed and has ended. */
    private boolean isOver() {
        TcpState state = timeline.state();
        return state == TIME_WAIT || timeline.isEndUnclear() || state == CLOSED && timeline.wasConnected();
    }

    boolean isClosing() {
        return closing;
    }

    /** When close was entered; valid only if {@link #isClosing}. */
    long closingAt() {
        return closingAt;
    }

    /** Whether the JDK closed the socket after a garbage collection, before any connection had ended. */
    boolean isByCollector() {
        return byCollector;
    }

    boolean isReleased() {
        return released;
    }

    void released(long at) {
        if (released) {
            return;
        }
        released = true;
        releasedAt = at;
        if (resetPending && !timeline.isEndUnclear()) {
            resetNow(at);
        }
    }

    private void resetNow(long at) {
        switch (timeline.state()) {
            case CLOSED:
            case TIME_WAIT:
            case CLOSING:
                // The connection has ended, or may have ended meanwhile. The kernel sends no reset for an ended
                // connection.
                return;
            case LAST_ACK:
                // Either the peer's ACK or our reset ended it. Both lead to CLOSED.
                timeline.enter(CLOSED, timeline.until(at), Evidence.CALL);
                return;
            default:
                timeline.reset(timeline.momentOf(at), Evidence.CALL, ResetBy.LOCAL);
        }
    }

    /** {@code /proc/self/net/tcp} was read. {@code peer} is null unless the peer is on this host, where the table shows its row too. */
    void observed(long at, ProcObservation own, ProcObservation peer) {
        if (timeline.state() == CLOSED || timeline.isStale(at)) {
            return;
        }
        if (own.state == timeline.state()) {
            timeline.lastsAt(at);
        } else if (own.state == TIME_WAIT && timeline.state() == FIN_WAIT_1) {
            finishBoth(at, own, peer);
        } else if (!moved(at, own) && !isYetToCome(own.state)) {
            gone(at, own, peer);
        }
    }

    private boolean moved(long at, ProcObservation own) {
        if (own.state == null) {
            return false;
        }
        if (own.state == LAST_ACK && timeline.isFinFirstByCallOnly()) {
            timeline.putFinSecond(callRanUntil(), at, Evidence.PROC);
            timeline.lastsAt(at);
            return true;
        }
        boolean moved = timeline.follow(own.state, when(at, own), Evidence.PROC);
        if (moved) {
            timeline.lastsAt(at);
        }
        return moved;
    }

    /** The row can show the state before our FIN, because the FIN follows the entry of the call that sends it. */
    private boolean isYetToCome(TcpState seen) {
        if (timeline.isEndUnclear()) {
            return false;
        }
        switch (timeline.state()) {
            case FIN_WAIT_1:
                return seen == ESTABLISHED || seen == CLOSE_WAIT;
            case LAST_ACK:
                return seen == CLOSE_WAIT;
            case ESTABLISHED:
            case CLOSE_WAIT:
                return seen != null;
            default:
                return false;
        }
    }

    /**
     * The state went from FIN_WAIT_1 to TIME_WAIT between two observations. If the peer is gone or about to be, it acknowledged our FIN
     * before it sent its own. If the peer's row is in TIME_WAIT, the FINs crossed. One end may still have passed FIN_WAIT_2, and the rows do
     * not show which. A row of the peer's that is older than ours says nothing.
     */
    private void finishBoth(long at, ProcObservation own, ProcObservation peer) {
        Interval when = when(at, own);
        if (peer != null && isPassive(peer)) {
            timeline.enter(FIN_WAIT_2, new Interval(timeline.knownAt(), when.latest), Evidence.INFERRED);
        }
        timeline.enter(TIME_WAIT, when, Evidence.PROC);
        timeline.lastsAt(at);
    }

    /** Whether an end whose row shows that has received a FIN before it sent its own, where the other one is in TIME_WAIT. */
    private static boolean isPassive(ProcObservation seen) {
        return seen == ProcObservation.ABSENT || seen.state == CLOSE_WAIT || seen.state == LAST_ACK;
    }

    /** The table has no row for this connection, or it has a row of a later connection between the same endpoints. */
    private void gone(long at, ProcObservation own, ProcObservation peer) {
        boolean seenToEnd = timeline.isEndUnclear();
        Interval when = timeline.until(at);
        disputed |= own == ProcObservation.ABSENT && peer == ProcObservation.ABSENT_FIRST;
        if (isTorn(at, own, peer)) {
            readAgain = true;
            return;
        }
        if (timeline.isFinFirstByCallOnly() && peer != null && isActive(peer.state, own)) {
            // The peer closed actively and we are not in TIME_WAIT, so our FIN was not the first.
            timeline.putFinSecond(callRanUntil(), when.latest, Evidence.INFERRED);
        } else if (isDisputed()) {
            endDisputed(when.latest);
            return;
        } else if (seenToEnd) {
            // A TIME_WAIT that began with the earliest end would still be in the table.
            boolean inTime = Times.isBefore(at, when.earliest + TIME_WAIT_LENGTH);
            timeline.leaveEndUnclear(at, inTime && own == ProcObservation.ABSENT);
            return;
        }
        boolean reset = resetPending && timeline.state() != LAST_ACK && timeline.state() != CLOSING;
        timeline.forgotten(when, seenToEnd ? Evidence.KERNEL : Evidence.INFERRED);
        if (reset) {
            timeline.attribute(ResetBy.LOCAL);
        }
    }

    /**
     * Whether the rows of both ends are of different moments: our FIN is out, so ours is there, or the peer's shows that it closed first.
     * Rows are not read at once, and one that moves within the kernel's table meanwhile can be missed. The next reading decides. Nothing
     * is known where the peer may be on another host.
     */
    private boolean isTorn(long at, ProcObservation own, ProcObservation peer) {
        return timeline.state() == FIN_WAIT_1
                && !resetPending
                && own == ProcObservation.ABSENT
                && peer != null
                && !(timeline.isFinFirstByCallOnly() && isActive(peer.state, own))
                && (!readAgain || Times.isBefore(at, callRanUntil() + TORN_AT_MOST));
    }

    /**
     * Whether the table has neither end, and each end's call says that its FIN was the first. One of them is wrong, and there is no TIME_WAIT
     * to show which: where both ends close at once, the kernel sometimes sends a reset that leaves none (compare RFC 1337).
     */
    private boolean isDisputed() {
        return disputed && !resetPending && timeline.isFinFirstByCallOnly();
    }

    /** Nothing is told but that the connection is over. */
    private void endDisputed(long latest) {
        timeline.withdrawFin();
        timeline.enter(CLOSED, new Interval(timeline.knownAt(), latest), Evidence.INFERRED);
    }

    /** No further observation will come. */
    void stopFollowing(long at) {
        if (isDisputed()) {
            endDisputed(timeline.until(at).latest);
        }
    }

    /**
     * Whether the peer's row shows that it sent the first FIN. One that is in FIN_WAIT has not received our FIN: its row was read before it
     * did, or the row is older than ours, which is gone. Had our FIN been the first, or crossed with the peer's, we would be in TIME_WAIT.
     */
    private static boolean isActive(TcpState peer, ProcObservation own) {
        return peer == TIME_WAIT || own == ProcObservation.ABSENT && (peer == FIN_WAIT_1 || peer == FIN_WAIT_2);
    }

    /** The latest known time at which the call that sends our FIN was running. */
    private long callRanUntil() {
        return released ? releasedAt : timeline.last().latest;
    }

    private Interval when(long at, ProcObservation row) {
        Interval when = timeline.until(at);
        if (row.start == null) {
            return when;
        }
        Interval bounded = when.notAfter(Times.later(row.start.latest, timeline.knownAt()));
        return startIsEntry(row) ? bounded.notBefore(Times.earlier(row.start.earliest, bounded.latest)) : bounded;
    }

    /** The timer of FIN_WAIT_2 starts at the release of the descriptor, if the release follows the entry into the state. */
    private boolean startIsEntry(ProcObservation row) {
        return row.state == TIME_WAIT || released && Times.isBefore(releasedAt, row.start.earliest);
    }
}
