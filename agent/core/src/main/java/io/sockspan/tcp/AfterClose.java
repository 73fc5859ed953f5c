package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_1;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.TIME_WAIT;

/** What becomes of a connection that the application has closed: the rest of its life is the kernel's business. */
final class AfterClose {
    private final StateTimeline timeline;
    private boolean closing;
    private long closingAt;
    private boolean byCollector;
    private boolean resetPending;
    private boolean released;
    private long releasedAt;

    AfterClose(StateTimeline timeline) {
        this.timeline = timeline;
    }

    /** Close was entered. */
    void closing(long at) {
        closing = true;
        closingAt = at;
    }

    boolean isClosing() {
        return closing;
    }

    /** When close was entered, if it {@link #isClosing}. */
    long closingAt() {
        return closingAt;
    }

    /** The garbage collector closes it. */
    void byCollector() {
        byCollector = true;
    }

    boolean isByCollector() {
        return byCollector;
    }

    /** Letting go of the descriptor will reset what is left of the connection. */
    void resetOnRelease() {
        resetPending = true;
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
    void looked(long at, ProcSight own, ProcSight peer) {
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

    private boolean moved(long at, ProcSight own) {
        if (own.state == null) {
            return false;
        }
        if (own.state == LAST_ACK && timeline.isFinFirstByCallOnly()) {
            timeline.withdrawFin();
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
    private void finishBoth(long at, ProcSight own, ProcSight peer) {
        Interval when = when(at, own);
        if (peer != null && peer.state != TIME_WAIT) {
            timeline.enter(FIN_WAIT_2, new Interval(timeline.knownAt(), when.latest), Evidence.INFERRED);
        }
        timeline.enter(TIME_WAIT, when, Evidence.PROC);
        timeline.lastsAt(at);
    }

    /** No row any more, or one of a later connection between the same endpoints. */
    private void gone(long at, ProcSight peer) {
        boolean seenToEnd = timeline.isEndUnclear();
        Interval when = timeline.until(at);
        if (timeline.isFinFirstByCallOnly() && peer != null && peer.state == TIME_WAIT) {
            // The peer closed actively and we are not in TIME_WAIT ourselves, so our FIN was not the first.
            Transition fin = timeline.withdrawFin();
            timeline.enter(CLOSE_WAIT, new Interval(timeline.knownAt(), when.latest), Evidence.INFERRED);
            timeline.enter(LAST_ACK, new Interval(fin.earliest, when.latest), Evidence.INFERRED);
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

    private Interval when(long at, ProcSight sight) {
        Interval when = timeline.until(at);
        if (sight.start == null) {
            return when;
        }
        Interval bounded = when.notAfter(Times.later(sight.start.latest, timeline.knownAt()));
        return startIsEntry(sight) ? bounded.notBefore(Times.earlier(sight.start.earliest, bounded.latest)) : bounded;
    }

    /** The timer of FIN_WAIT_2 starts when its descriptor goes, where that comes after the state was entered. */
    private boolean startIsEntry(ProcSight sight) {
        return sight.state == TIME_WAIT || released && Times.isBefore(releasedAt, sight.start.earliest);
    }
}
