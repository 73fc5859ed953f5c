package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.SYN_RECEIVED;
import static io.sockspan.tcp.TcpState.SYN_SENT;

import io.sockspan.time.Times;

/** Derives transitions from the outcome of connect calls (RFC 9293, section 3.5). Stateless. */
final class Handshake {
    private Handshake() {}

    /** Connect was entered. Returns false if the socket cannot connect in its present state. */
    static boolean begin(StateTimeline timeline, long at) {
        // A socket whose connect failed may try again.
        if (timeline.state() != CLOSED || timeline.wasConnected()) {
            return false;
        }
        timeline.forgetSyn();
        timeline.enter(SYN_SENT, Interval.at(at), Evidence.CALL);
        timeline.lastsAt(at);
        return true;
    }

    /**
     * Connect succeeded.
     *
     * @return whether this is the first event of the connect, because the event of its entry was lost
     */
    static boolean complete(StateTimeline timeline, long notBefore, long at, boolean closing) {
        boolean unseen = beginUnseen(timeline, at, closing);
        if (timeline.state() == SYN_SENT || timeline.state() == SYN_RECEIVED) {
            Interval when = new Interval(Times.later(notBefore, timeline.knownAt()), at);
            timeline.enter(ESTABLISHED, when, Evidence.CALL);
            // A waiting thread wakes up some time after the handshake. The peer's FIN can arrive in between.
            if (Times.isBefore(notBefore, at)) {
                timeline.lastsAt(notBefore);
            }
        }
        return unseen;
    }

    /** The event of connect's entry was lost; the event of its outcome has arrived. */
    private static boolean beginUnseen(StateTimeline timeline, long at, boolean closing) {
        if (!timeline.isUntouched() || closing) {
            return false;
        }
        timeline.enter(SYN_SENT, timeline.until(at), Evidence.INFERRED);
        return true;
    }

    static void fail(StateTimeline timeline, long notBefore, long at, ConnectFailure why, boolean closing) {
        if (why.provesSyn()) {
            beginUnseen(timeline, at, closing);
            timeline.proveSyn();
        }
        if (timeline.state() == SYN_SENT || timeline.state() == SYN_RECEIVED) {
            timeline.enter(CLOSED, new Interval(Times.later(notBefore, timeline.knownAt()), at), Evidence.CALL);
        }
        if (endedInSynSent(timeline) && !timeline.isSynProven()) {
            timeline.withdraw();
            timeline.withdraw();
        }
    }

    private static boolean endedInSynSent(StateTimeline timeline) {
        Transition last = timeline.last();
        return last != null && last.from == SYN_SENT && last.to == CLOSED;
    }
}
