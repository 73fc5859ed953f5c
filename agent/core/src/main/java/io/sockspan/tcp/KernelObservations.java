package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_1;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.SYN_SENT;
import static io.sockspan.tcp.TcpState.TIME_WAIT;

/** Makes transitions of what the kernel says when it is asked about the descriptor. Keeps nothing of its own with a connection. */
final class KernelObservations {
    private KernelObservations() {}

    /** The descriptor was asked between {@code before} and {@code at}. */
    static void observe(StateTimeline timeline, long before, long at, int tcpInfo) {
        TcpState seen = TcpInfo.state(tcpInfo);
        if (seen == null) {
            return;
        }
        boolean silent = timeline.count(tcpInfo);
        if (timeline.state() == CLOSED || timeline.isStale(at)) {
            // Not begun: the call that begins it is on its way. Ended: the number may be another socket's by now.
            return;
        }
        if (seen == CLOSED) {
            foundClosed(timeline, at, silent);
        } else if (seen == timeline.state()) {
            if (seen == SYN_SENT) {
                timeline.proveSyn();
            }
            timeline.lastsAt(before);
        } else {
            found(timeline, seen, before, at);
        }
    }

    private static void found(StateTimeline timeline, TcpState seen, long before, long at) {
        if (seen == LAST_ACK && timeline.isFinFirstByCallOnly()) {
            timeline.putFinSecond(timeline.last().latest, at, Evidence.KERNEL);
            timeline.lastsAt(before);
            return;
        }
        if (seen == CLOSE_WAIT && timeline.isFinFirstByCallOnly()) {
            timeline.withdrawFin();
        }
        if (timeline.follow(seen, timeline.until(at), Evidence.KERNEL)) {
            timeline.proveSyn();
            timeline.lastsAt(before);
        }
    }

    private static void foundClosed(StateTimeline timeline, long at, boolean silent) {
        switch (timeline.state()) {
            case SYN_SENT:
                // Until the SYN is out, the kernel says CLOSED of a socket whose connect has just been entered.
                if (timeline.isSynProven()) {
                    timeline.enter(CLOSED, timeline.until(at), Evidence.KERNEL);
                }
                return;
            case ESTABLISHED:
            case CLOSE_WAIT:
                foundBroken(timeline, at, silent);
                return;
            case FIN_WAIT_1:
            case FIN_WAIT_2:
            case CLOSING:
                timeline.endUnclear(at);
                return;
            case TIME_WAIT:
                // It never shows on a descriptor: CLOSED is what the kernel says there.
                return;
            default:
                timeline.enter(CLOSED, timeline.until(at), Evidence.KERNEL);
        }
    }

    private static void foundBroken(StateTimeline timeline, long at, boolean silent) {
        if (timeline.finSent()) {
            timeline.forgotten(timeline.until(at), Evidence.KERNEL);
        } else {
            // After long silence the kernel may as well have given up by itself; then a read or write will tell.
            timeline.reset(timeline.until(at), Evidence.KERNEL, silent ? null : ResetBy.REMOTE);
        }
    }
}
