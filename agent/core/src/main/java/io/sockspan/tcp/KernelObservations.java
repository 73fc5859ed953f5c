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

/** Derives transitions from the tcp_info of the descriptor. Stateless. */
final class KernelObservations {
    /** How long the counters of an observation count as present, in nanoseconds. */
    private static final long COUNTERS_VALID = 2_000_000_000L;

    private KernelObservations() {}

    /** The tcp_info was read between {@code before} and {@code at}. */
    static void observe(StateTimeline timeline, long before, long at, int tcpInfo) {
        TcpState seen = TcpInfo.state(tcpInfo);
        if (seen == null) {
            return;
        }
        boolean silent = timeline.count(tcpInfo);
        if (timeline.state() == CLOSED || timeline.isStale(at)) {
            // Before the begin: the event of the call that begins it is still to come. After the end: the descriptor
            // number may
            // belong to another socket by now.
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

    /**
     * The kernel reported a change that happened between {@code earliest} and {@code latest}, and then showed this tcp_info. The former
     * state lasted until the change.
     */
    static void changed(StateTimeline timeline, long earliest, long latest, int tcpInfo) {
        TcpState seen = TcpInfo.state(tcpInfo);
        if (seen != null && seen != timeline.state()) {
            unchangedUntil(timeline, earliest, latest);
        }
        observe(timeline, latest, latest, tcpInfo);
    }

    /** The kernel reported no change before {@code earliest}, and one until {@code latest}. */
    static void unchangedUntil(StateTimeline timeline, long earliest, long latest) {
        if (!leavesWithReport(timeline.state()) || timeline.isStale(latest)) {
            return;
        }
        if (earliest - timeline.knownAt() > COUNTERS_VALID) {
            timeline.lastsUncounted(earliest);
        } else {
            timeline.lastsAt(earliest);
        }
    }

    /** Whether the kernel reports every way out of that state but our own calls. It does not report that our FIN is acknowledged. */
    private static boolean leavesWithReport(TcpState state) {
        return state == SYN_SENT || state == ESTABLISHED || state == CLOSE_WAIT || state == FIN_WAIT_2;
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
                // The kernel reports CLOSED between the entry of connect and the SYN.
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
                // A descriptor never shows TIME_WAIT: the kernel reports CLOSED for it.
                return;
            default:
                timeline.enter(CLOSED, timeline.until(at), Evidence.KERNEL);
        }
    }

    private static void foundBroken(StateTimeline timeline, long at, boolean silent) {
        if (timeline.finSent()) {
            timeline.forgotten(timeline.until(at), Evidence.KERNEL);
        } else {
            // The peer may have left retransmissions or probes unanswered, so the kernel itself may have given up. The
            // error of the
            // next read or write will show which.
            timeline.reset(timeline.until(at), Evidence.KERNEL, silent ? null : ResetBy.REMOTE);
        }
    }
}
