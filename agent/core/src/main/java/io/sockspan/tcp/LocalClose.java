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

/** Our own close (RFC 9293, section 3.6): whether it sends a FIN or resets, and what becomes of the connection afterwards. */
final class LocalClose {
    private final StateTimeline timeline;
    private boolean closing;
    private long closingAt;
    private boolean byCollector;
    private boolean resetPending;
    private boolean released;
    private long releasedAt;

    LocalClose(StateTimeline timeline) {
        this.timeline = timeline;
    }

    /** Close was entered, for the first time. */
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
        // With SO_LINGER zero the kernel sends no reset where both FINs are out already: it just forgets.
        boolean sent = facts.unreadBytes > 0 || timeline.state() != CLOSING && timeline.state() != LAST_ACK;
        timeline.reset(timeline.momentOf(at), Evidence.CALL, sent ? ResetBy.LOCAL : null);
    }

    private void finish(Interval at, Closing facts) {
        if (!facts.lingerZero) {
            boolean unsure = isSideUnsure(facts) || facts.mayReset() && !timeline.isPeerFinRead();
            timeline.sendFin(at, unsure ? Evidence.INFERRED : Evidence.CALL);
        }
        // Letting go of the descriptor will reset what is left of the connection.
        resetPending |= facts.resets();
    }

    private boolean isSideUnsure(Closing facts) {
        return isSideUnsure(timeline, facts.tcpInfoBefore)
                || facts.mayHaveBeenOvertaken() && timeline.state() == ESTABLISHED;
    }

    /** Without tcp_info at the call's entry, the peer's FIN may have been there before ours and nobody has read it yet. */
    private static boolean isSideUnsure(StateTimeline timeline, int tcpInfoBefore) {
        return TcpInfo.state(tcpInfoBefore) == null && timeline.state() == ESTABLISHED;
    }

    /** ShutdownOutput was entered; {@code tcpInfoBefore} is tcp_info then. */
    static void shutdownOutput(StateTimeline timeline, long at, int tcpInfoBefore) {
        KernelObservations.observe(timeline, at, at, tcpInfoBefore);
        if (timeline.isConnected()) {
            Evidence evidence = isSideUnsure(timeline, tcpInfoBefore) ? Evidence.INFERRED : Evidence.CALL;
            timeline.sendFin(Interval.at(at), evidence);
        }
    }

    /** Whether there was a connection and it has ended. */
    private boolean isOver() {
        TcpState state = timeline.state();
        return state == TIME_WAIT || timeline.isEndUnclear() || state == CLOSED && timeline.wasConnected();
    }

    boolean isClosing() {
        return closing;
    }

    /** When close was entered, if it {@link #isClosing}. */
    long closingAt() {
        return closingAt;
    }

    /** Whether the garbage collector closed it while there was a connection, or before there was one. */
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
                // Ended, or perhaps ended meanwhile: the kernel sends no reset for what it has finished.
                return;
            case LAST_ACK:
                // The peer's ACK ended it, or our reset did: it is over in both cases.
                timeline.enter(CLOSED, timeline.until(at), Evidence.CALL);
                return;
            default:
                timeline.reset(timeline.momentOf(at), Evidence.CALL, ResetBy.LOCAL);
        }
    }

    /** The table was read; {@code peer} is null unless the other end is on this host, where its row can be seen too. */
    void observed(long at, ProcObservation own, ProcObservation peer) {
        if (timeline.state() == CLOSED || timeline.isStale(at)) {
            return;
        }
        if (own.state == timeline.state()) {
            timeline.lastsAt(at);
        } else if (own.state == TIME_WAIT && timeline.state() == FIN_WAIT_1) {
            finishBoth(at, own, peer);
        } else if (!moved(at, own) && !isYetToCome(own.state)) {
            gone(at, peer);
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

    /** A row can still show what was before our FIN when the call that sends it has only been entered. */
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
     * From FIN_WAIT_1 to TIME_WAIT between two looks. If the peer's row can be seen and is not in TIME_WAIT, the peer acknowledged
     * our FIN before it sent its own. Where it is, the FINs crossed; but then one end may have gone through FIN_WAIT_2 all the same,
     * and nothing tells which.
     */
    private void finishBoth(long at, ProcObservation own, ProcObservation peer) {
        Interval when = when(at, own);
        if (peer != null && peer.state != TIME_WAIT) {
            timeline.enter(FIN_WAIT_2, new Interval(timeline.knownAt(), when.latest), Evidence.INFERRED);
        }
        timeline.enter(TIME_WAIT, when, Evidence.PROC);
        timeline.lastsAt(at);
    }

    /** No row any more, or one of a later connection between the same endpoints. */
    private void gone(long at, ProcObservation peer) {
        boolean seenToEnd = timeline.isEndUnclear();
        Interval when = timeline.until(at);
        if (timeline.isFinFirstByCallOnly() && peer != null && peer.state == TIME_WAIT) {
            // The peer closed actively and we are not in TIME_WAIT ourselves, so our FIN was not the first.
            timeline.putFinSecond(callRanUntil(), when.latest, Evidence.INFERRED);
        } else if (seenToEnd) {
            timeline.leaveEndUnclear();
            return;
        }
        boolean reset = resetPending && timeline.state() != LAST_ACK && timeline.state() != CLOSING;
        timeline.forgotten(when, seenToEnd ? Evidence.KERNEL : Evidence.INFERRED);
        if (reset) {
            timeline.attribute(ResetBy.LOCAL);
        }
    }

    /** Up to when the call that sends our FIN is known to have run. */
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

    /** The timer of FIN_WAIT_2 starts when its descriptor goes, where that comes after the state was entered. */
    private boolean startIsEntry(ProcObservation row) {
        return row.state == TIME_WAIT || released && Times.isBefore(releasedAt, row.start.earliest);
    }
}
