package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.SYN_SENT;

/** Makes transitions of what the kernel says when it is asked about the descriptor. Keeps nothing of its own with a connection. */
final class KernelLooks {
    private KernelLooks() {}

    /** The descriptor was asked between {@code before} and {@code at}. */
    static void look(Course course, long before, long at, int word) {
        TcpState seen = KernelWord.state(word);
        if (seen == null) {
            return;
        }
        boolean silent = course.count(word);
        if (course.state() == CLOSED || course.isStale(at)) {
            // Not begun: the call that begins it is on its way. Ended: the number may be another socket's by now.
            return;
        }
        if (seen == CLOSED) {
            foundClosed(course, at, silent);
        } else if (seen == course.state()) {
            if (seen == SYN_SENT) {
                course.proveSyn();
            }
            course.lastsAt(before);
        } else {
            found(course, seen, before, at);
        }
    }

    private static void found(Course course, TcpState seen, long before, long at) {
        if ((seen == CLOSE_WAIT || seen == LAST_ACK) && course.isFinFirstByCallOnly()) {
            course.withdrawFin();
        }
        if (course.follow(seen, course.until(at), Evidence.KERNEL)) {
            course.proveSyn();
            course.lastsAt(before);
        }
    }

    private static void foundClosed(Course course, long at, boolean silent) {
        switch (course.state()) {
            case SYN_SENT:
                // Until the SYN is out, the kernel says CLOSED of a socket whose connect has just been entered.
                if (course.isSynProven()) {
                    course.enter(CLOSED, course.until(at), Evidence.KERNEL);
                }
                return;
            case ESTABLISHED:
            case CLOSE_WAIT:
                foundBroken(course, at, silent);
                return;
            case FIN_WAIT_1:
            case FIN_WAIT_2:
            case CLOSING:
                course.endUnclear(at);
                return;
            case TIME_WAIT:
                // It never shows on a descriptor: CLOSED is what the kernel says there.
                return;
            default:
                course.enter(CLOSED, course.until(at), Evidence.KERNEL);
        }
    }

    private static void foundBroken(Course course, long at, boolean silent) {
        if (course.finSent()) {
            course.forgotten(course.until(at), Evidence.KERNEL);
        } else {
            // After long silence the kernel may as well have given up by itself; then a read or write will tell.
            course.reset(course.until(at), Evidence.KERNEL, silent ? null : ResetBy.REMOTE);
        }
    }
}
