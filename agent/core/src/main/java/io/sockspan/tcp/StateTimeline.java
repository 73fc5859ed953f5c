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

import io.sockspan.time.Times;

/**
 * The timeline of one connection: its transitions, and the time up to which it is completely known. Times are {@link System#nanoTime()}.
 * Extends {@link History} to save an object for each connection, because there may be very many.
 */
final class StateTimeline extends History {
    /** The assumed longest time from the hook at the entry of a call to the call's effect in the kernel, in nanoseconds. */
    private static final long CALL = 1_000_000;

    private long knownAt;
    private int withdrawn;
    private boolean synProven;
    private boolean finOrdered;
    private boolean peerFinRead;
    /** Whether the last observation did not include the counters of retransmissions and probes. */
    private boolean uncounted;
    /** Null until an observation shows an unanswered retransmission or probe. */
    private RetransmitCounters unanswered;
    /** Null until the connection begins to end. */
    private TimelineEnd end;

    StateTimeline(long begin) {
        super(begin);
        knownAt = begin;
    }

    /** Whether the timeline has no transition and no initial state other than CLOSED. */
    boolean isUntouched() {
        return isEmpty() && state() == CLOSED;
    }

    @Override
    void beginIn(TcpState state, long at) {
        super.beginIn(state, at);
        knownAt = at;
    }

    /** Whether an observation of that time is older than the latest transition and so out of date. */
    boolean isStale(long at) {
        return Times.isBefore(at, since()) || isEndUnclear() && Times.isBefore(at, end.unclear.latest);
    }

    /** The earliest possible time of the next transition. */
    long knownAt() {
        return knownAt;
    }

    /** An observation showed the present state at that time. */
    void lastsAt(long at) {
        knownAt = Times.later(knownAt, at);
    }

    /** As {@link #lastsAt}, for an observation without the counters of retransmissions and probes. */
    void lastsUncounted(long at) {
        lastsAt(at);
        uncounted = true;
    }

    /** The bounds of a transition that the observation at that time shows and the previous one did not. */
    Interval until(long at) {
        return isEndUnclear() ? end.unclear : new Interval(knownAt, at);
    }

    /** When a call changed the state. An observation can be later than the entry of the call and still precede its effect. */
    Interval momentOf(long call) {
        return momentOf(Interval.at(call));
    }

    /** As {@link #momentOf(long)}, for a call whose effect was delayed to some time within the interval. */
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

    /** Whether a connection exists that our FIN or reset would end. */
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

    /** Whether a connection has ever been established. */
    boolean wasConnected() {
        Transition last = last();
        return last != null && last.from != SYN_SENT && last.from != SYN_RECEIVED;
    }

    /**
     * Enters an observed state, through the intermediate states that TCP requires.
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

    /** The side that sent the reset that ended the connection; null if no reset did, or if the cause is unknown. */
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

    /** A call sends our FIN, unless it was sent before. */
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

    /** Whether our FIN was sent, or a call that sends it was entered. */
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
     * Whether the last transition says that our FIN was first, on the evidence of our call alone: FIN_WAIT_1 has not been observed since. The
     * peer's FIN can have arrived between the observation at the entry of the call and our FIN; {@link #withdrawFin} then corrects the order.
     */
    boolean isFinFirstByCallOnly() {
        Transition last = last();
        return last != null
                && last.from == ESTABLISHED
                && last.to == FIN_WAIT_1
                && knownAt == last.earliest
                && (last.evidence == Evidence.CALL || last.evidence == Evidence.INFERRED);
    }

    /** Whether the last transition is the sending of our FIN, on the evidence of our call alone. */
    boolean isFinByCallOnly() {
        Transition last = last();
        return isFinFirstByCallOnly()
                || last != null
                        && last.to == LAST_ACK
                        && (last.evidence == Evidence.CALL || last.evidence == Evidence.INFERRED);
    }

    /**
     * Withdraws the transition of our close. The kernel sent no FIN, and a listener goes on, because another process also holds the
     * descriptor.
     *
     * @param seen the state that the kernel's table shows, still before our close or moved on by the peer's FIN
     */
    void withdrawUnsentClose(TcpState seen) {
        Transition last = last();
        boolean listens = seen == LISTEN && last != null && last.from == LISTEN && last.to == CLOSED;
        boolean unsent = isFinByCallOnly() && (last.from == seen || last.from == ESTABLISHED && seen == CLOSE_WAIT);
        if (listens || unsent) {
            finOrdered = false;
            withdraw();
        }
    }

    /** Withdraws the transition to FIN_WAIT_1. */
    Transition withdrawFin() {
        knownAt = end().knownBeforeFin;
        return withdraw();
    }

    /**
     * Corrects the order of the FINs: the peer's FIN arrived before ours, between the last observation before our call and the call's FIN.
     * That happened no later than our FIN, however late the evidence arrives.
     *
     * @param callRanUntil the latest known time at which the call was running
     * @param at when the evidence arrived
     * @param evidence the source of LAST_ACK
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

    /** The number of transitions that were withdrawn. */
    int withdrawn() {
        return withdrawn;
    }

    /**
     * The connection ended either by both FINs or by a reset: the kernel reports CLOSED for the descriptor in both cases. No transition is
     * entered until {@code /proc/self/net/tcp} is read, which shows a TIME_WAIT and its start.
     */
    void endUnclear(long at) {
        if (!isEndUnclear()) {
            end().unclear = new Interval(knownAt, at);
        }
    }

    boolean isEndUnclear() {
        return end != null && end.unclear != null;
    }

    /**
     * No later observation will show how the connection ended. It ended in TIME_WAIT if both FINs were observed; otherwise only CLOSED is
     * certain.
     *
     * @param at the present time
     * @param isTimeWaitExcluded whether the kernel's table has shown that it was not in TIME_WAIT; else it may have been until {@code at}
     */
    void leaveEndUnclear(long at, boolean isTimeWaitExcluded) {
        Interval seen = end.unclear;
        if (peerFinRead || state() == CLOSING) {
            finishBoth(seen.latest);
        } else if (isTimeWaitExcluded) {
            enter(CLOSED, seen, Evidence.KERNEL);
        } else {
            enter(CLOSED, new Interval(seen.earliest, Times.later(at, seen.latest)), Evidence.INFERRED);
        }
    }

    /** Both FINs were observed and ours was first, which leads to TIME_WAIT. */
    void finishBoth(long at) {
        enter(TIME_WAIT, until(at), Evidence.INFERRED);
    }

    /** The kernel no longer has the connection, and no observation showed how it ended. */
    void forgotten(Interval when, Evidence evidence) {
        if (state() == CLOSE_WAIT && finOrdered) {
            enter(LAST_ACK, when, Evidence.INFERRED);
        }
        enter(CLOSED, when, evidence);
    }

    /** A read returned the end of the stream, so no byte before the peer's FIN is unread. */
    void readPeerFin() {
        peerFinRead = true;
    }

    boolean isPeerFinRead() {
        return peerFinRead;
    }

    /** An event or observation proved that a SYN was sent. */
    void proveSyn() {
        synProven = true;
    }

    boolean isSynProven() {
        return synProven;
    }

    /** A new attempt to connect begins. */
    void forgetSyn() {
        synProven = false;
    }

    /**
     * Adds the counters of a tcp_info.
     *
     * @return whether a retransmission or probe is unanswered in this observation, or was or may have been in the previous one
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

    /** The highest number of SYN retransmissions in any observation. */
    int synRetransmits() {
        return unanswered == null ? 0 : unanswered.synRetransmits;
    }

    /** Unanswered keep-alive or window probes at the last observation. */
    int unansweredProbes() {
        return unanswered == null ? 0 : unanswered.probes;
    }
}
