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

/** Derives transitions from the results of reads and writes. Stateless. */
final class Transfers {
    private Transfers() {}

    /** A read returned the end of the stream. */
    static void readEnd(StateTimeline timeline, long at, int tcpInfo, boolean inputShutdown) {
        TcpState seen = TcpInfo.state(tcpInfo);
        if (!provesPeerFin(timeline, seen, inputShutdown)) {
            KernelObservations.observe(timeline, at, at, tcpInfo);
            return;
        }
        timeline.readPeerFin();
        if (timeline.isFinFirstByCallOnly() && Times.isBefore(at, timeline.last().earliest)) {
            finCameAfterPeers(timeline, at);
            return;
        }
        KernelObservations.observe(timeline, at, at, tcpInfo);
        if (seen == null) {
            peerFinished(timeline, at);
        }
    }

    /**
     * Whether the end of the stream proves that the peer's FIN arrived. It does not after our own shutdownInput. JDK 8 also returns it
     * after a reset.
     */
    private static boolean provesPeerFin(StateTimeline timeline, TcpState seen, boolean inputShutdown) {
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

    private static void finCameAfterPeers(StateTimeline timeline, long at) {
        Transition fin = timeline.withdrawFin();
        timeline.follow(CLOSE_WAIT, timeline.until(at), Evidence.KERNEL);
        timeline.enter(LAST_ACK, new Interval(fin.earliest, fin.latest), fin.evidence);
        timeline.lastsAt(fin.earliest);
    }

    private static void peerFinished(StateTimeline timeline, long at) {
        if (timeline.state() == FIN_WAIT_1 || timeline.state() == FIN_WAIT_2) {
            if (!timeline.isStale(at) || timeline.isEndUnclear()) {
                timeline.finishBoth(at);
            }
        } else {
            // The state is not known to last until the read returned: a reset may have followed the FIN by then, and
            // the read
            // returns the end of the stream all the same.
            timeline.follow(CLOSE_WAIT, timeline.until(at), Evidence.KERNEL);
        }
    }

    /** The connection broke; {@code by} is null if no reset broke it. */
    static void broken(StateTimeline timeline, long at, ResetBy by) {
        if (timeline.isFinFirstByCallOnly() && Times.isBefore(at, timeline.last().earliest)) {
            timeline.withdrawFin();
        }
        switch (timeline.state()) {
            case CLOSED:
                // An observation showed the end before this call did, but not the cause.
                if (brokeBeforeTheCall(timeline)) {
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

    private static boolean brokeBeforeTheCall(StateTimeline timeline) {
        Transition last = timeline.last();
        return last != null
                && last.evidence == Evidence.KERNEL
                && (last.from == ESTABLISHED || last.from == CLOSE_WAIT);
    }
}
