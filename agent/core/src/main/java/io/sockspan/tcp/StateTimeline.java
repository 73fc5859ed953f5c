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

/**
 * The timeline of one connection through TCP's states: its history, and since when nothing can have happened to it unseen. One object with
 * its history, as there are very many of them.
 */
final class StateTimeline extends History {
    /** A hook sees a call begin; the kernel has done what it asks for this much later, in nanoseconds. */
    private static final long CALL = 1_000_000;

    private long knownAt;
    private int withdrawn;
    private boolean synProven;
    private boolean finOrdered;
    private boolean peerFinRead;
    /** Whether the last look has not asked what the peer left unanswered. */
    private boolean uncounted;
    /** Null as long as the peer has answered everything. */
    private RetransmitCounters unanswered;
    /** Null before the end begins. */
    private TimelineEnd end;

    StateTimeline(long begin) {
        super(begin);
        knownAt = begin;
    }

    /** Nothing is known of this socket yet but that it exists. */
    boolean isUntouched() {
        return isEmpty() && state() == CLOSED;
    }

    @Override
    void beginIn(TcpState state, long at) {
        super.beginIn(state, at);
        knownAt = at;
    }

    /** Whether that moment is before what is known already, so that what was seen then is out of date. */
    boolean isStale(long at) {
        return Times.isBefore(at, since()) || isEndUnclear() && Times.isBefore(at, end.unclear.latest);
    }

    /** A moment than which the next change cannot have come earlier. */
    long knownAt() {
        return knownAt;
    }

    /** The present state was seen to last until that moment. */
    void lastsAt(long at) {
        knownAt = Times.later(knownAt, at);
    }

    /** The same, where nobody asked what the peer has left unanswered. */
    void lastsUncounted(long at) {
        lastsAt(at);
        uncounted = true;
    }

    /** When a change happened that was not there at the last observation and is there now. */
    Interval until(long at) {
        return isEndUnclear() ? end.unclear : new Interval(knownAt, at);
    }

    /** When a call changed it. A look can have been stamped after the call's entry and still have come before its effect. */
    Interval momentOf(long call) {
        return momentOf(Interval.at(call));
    }

    /** The same for a call that was held up, and changed it at some time in between. */
    Interval momentOf(Interval call) {
        return call.notBefore(knownAt);
    }

    @Override
    void enter(TcpState state, Interval when, Evidence evidence) {
        super.enter(state, when, evidence);
        if (end != null) {
            end.unclear = null;
        }
    }

    /** Whether there is a connection that a FIN or a reset of ours would end. */
    boolean isConnected() {
        switch (state()) {
            case CLOSED:
            case LISTEN:
            case SYN_SENT:
            case TIME_WAIT:
                return false;
            default:
                return !isEndUnclear();
        }
    }

    /** Whether there was ever a connection. */
    boolean wasConnected() {
        Transition last = last();
        return last != null && last.from != SYN_SENT && last.from != SYN_RECEIVED;
    }

    /**
     * Goes to a state that was seen, by way of those that the protocol puts in between.
     *
     * @return false if the present state cannot lead to it
     */
    boolean follow(TcpState seen, Interval when, Evidence evidence) {
        TcpState[] between = ImpliedStates.between(state(), seen);
        if (between == null) {
            return false;
        }
        Interval passed = new Interval(Times.earlier(knownAt, when.latest), when.latest);
        for (TcpState unseen : between) {
            enter(unseen, passed, Evidence.INFERRED);
        }
        enter(seen, when, evidence);
        return true;
    }

    void reset(Interval when, Evidence evidence, ResetBy by) {
        enter(CLOSED, when, evidence);
        attribute(by);
    }

    /** Which side sent the reset that ended it; null if none did, or if that is not known. */
    ResetBy resetBy() {
        return end == null ? null : end.resetBy;
    }

    void attribute(ResetBy by) {
        end().resetBy = by;
    }

    private TimelineEnd end() {
        if (end == null) {
            end = new TimelineEnd();
        }
        return end;
    }

    /** A call sends our FIN, unless it is out already. */
    void sendFin(Interval call, Evidence evidence) {
        finOrdered = true;
        Interval moment = momentOf(call);
        if (state() == ESTABLISHED || state() == SYN_RECEIVED) {
            end().knownBeforeFin = knownAt;
            enter(FIN_WAIT_1, moment, evidence);
            knownAt = moment.earliest;
        } else if (state() == CLOSE_WAIT) {
            enter(LAST_ACK, moment, evidence);
            knownAt = moment.earliest;
        }
    }

    /** Whether a FIN of ours is out, or will be as soon as the call that sends it gets there. */
    boolean finSent() {
        switch (state()) {
            case FIN_WAIT_1:
            case FIN_WAIT_2:
            case CLOSING:
            case LAST_ACK:
            case TIME_WAIT:
                return true;
            default:
                return finOrdered;
        }
    }

    /**
     * Whether the last that is told is that our FIN came first, and only our call says so. The peer's FIN can still have come
     * in between the look at the call's entry and our FIN; {@link #withdrawFin} then sets it right.
     */
    boolean isFinFirstByCallOnly() {
        Transition last = last();
        return last != null
                && last.from == ESTABLISHED
                && last.to == FIN_WAIT_1
                && (last.evidence == Evidence.CALL || last.evidence == Evidence.INFERRED);
    }

    /** Whether the last transition is that our FIN went out, and only our call shows it. */
    boolean isFinByCallOnly() {
        Transition last = last();
        return isFinFirstByCallOnly()
                || last != null
                        && last.to == LAST_ACK
                        && (last.evidence == Evidence.CALL || last.evidence == Evidence.INFERRED);
    }

    /** Withdraws our FIN: the kernel has not sent it, because another process has the descriptor too. */
    void withdrawUnsentFin() {
        finOrdered = false;
        withdraw();
    }

    /** Takes FIN_WAIT_1 back. */
    Transition withdrawFin() {
        knownAt = end().knownBeforeFin;
        return withdraw();
    }

    /**
     * It has turned out that the peer's FIN came before ours, in the instant between the last observation before our call and the call's
     * own FIN. However late that is learnt, it happened no later than the call sent its FIN.
     *
     * @param callRanUntil up to when the call is known to have run
     * @param at when it is learnt
     * @param evidence what shows LAST_ACK
     */
    void putFinSecond(long callRanUntil, long at, Evidence evidence) {
        Transition fin = withdrawFin();
        long latest = Times.earlier(Times.later(fin.latest, callRanUntil) + CALL, at);
        enter(CLOSE_WAIT, new Interval(knownAt, latest), Evidence.INFERRED);
        enter(LAST_ACK, new Interval(fin.earliest, latest), evidence);
        lastsAt(fin.earliest);
    }

    @Override
    Transition withdraw() {
        withdrawn++;
        return super.withdraw();
    }

    /** How many transitions were taken back. */
    int withdrawn() {
        return withdrawn;
    }

    /**
     * Both FINs are through, or a reset came: the kernel says CLOSED of the descriptor in either case. Nothing is told until its
     * table has been asked, which shows a TIME_WAIT and when it began.
     */
    void endUnclear(long at) {
        if (!isEndUnclear()) {
            end().unclear = new Interval(knownAt, at);
        }
    }

    boolean isEndUnclear() {
        return end != null && end.unclear != null;
    }

    /** Nobody will ever tell how it ended, unless both FINs were seen: what is known for certain is that it did. */
    void leaveEndUnclear() {
        if (peerFinRead || state() == CLOSING) {
            finishBoth(end.unclear.latest);
        } else {
            enter(CLOSED, end.unclear, Evidence.KERNEL);
        }
    }

    /** Both FINs were seen, and after our own came first that leads to TIME_WAIT. */
    void finishBoth(long at) {
        enter(TIME_WAIT, until(at), Evidence.INFERRED);
    }

    /** The kernel knows it no more, and nobody saw how it ended. */
    void forgotten(Interval when, Evidence evidence) {
        if (state() == CLOSE_WAIT && finOrdered) {
            enter(LAST_ACK, when, Evidence.INFERRED);
        }
        enter(CLOSED, when, evidence);
    }

    /** A read has returned the end of the stream, so there is nothing unread either. */
    void readPeerFin() {
        peerFinRead = true;
    }

    boolean isPeerFinRead() {
        return peerFinRead;
    }

    /** Something has proved that a SYN was sent. */
    void proveSyn() {
        synProven = true;
    }

    boolean isSynProven() {
        return synProven;
    }

    /** Another attempt to connect begins. */
    void forgetSyn() {
        synProven = false;
    }

    /**
     * Takes in the counters of the kernel's tcpInfo.
     *
     * @return whether the peer left something unanswered, now or at the last observation, or may have done so then
     */
    boolean count(int tcpInfo) {
        boolean unknown = uncounted;
        uncounted = false;
        if (unanswered == null) {
            if (!RetransmitCounters.isIn(tcpInfo)) {
                return unknown;
            }
            unanswered = new RetransmitCounters();
        }
        return unanswered.count(tcpInfo) || unknown;
    }

    /** The most retransmissions of the SYN that an observation showed. */
    int synRetransmits() {
        return unanswered == null ? 0 : unanswered.synRetransmits;
    }

    /** Keep-alive or window probes that were unanswered at the last observation. */
    int unansweredProbes() {
        return unanswered == null ? 0 : unanswered.probes;
    }
}
