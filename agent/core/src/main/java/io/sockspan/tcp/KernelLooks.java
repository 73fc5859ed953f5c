package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.SYN_SENT;

/** Makes transitions of what the kernel says when it is asked about the descriptor. */
final class KernelLooks {
    private final Course course;
    private boolean synProven;
    private boolean unanswered;
    // Bytes without a sign, as in the word: there is one of these for each open socket.
    private byte synRetransmits;
    private byte probes;
    private byte mostProbes;

    KernelLooks(Course course) {
        this.course = course;
    }

    /** The descriptor was asked between {@code before} and {@code at}. */
    void look(long before, long at, int word) {
        TcpState seen = KernelWord.state(word);
        if (seen == null) {
            return;
        }
        boolean silent = count(word);
        if (course.state() == CLOSED || course.isStale(at)) {
            // Not begun: the call that begins it is on its way. Ended: the number may be another socket's by now.
            return;
        }
        if (seen == CLOSED) {
            foundClosed(at, silent);
        } else if (seen == course.state()) {
            synProven |= seen == SYN_SENT;
            course.lastsAt(before);
        } else {
            found(seen, before, at);
        }
    }

    private void found(TcpState seen, long before, long at) {
        if ((seen == CLOSE_WAIT || seen == LAST_ACK) && course.isFinFirstByCallOnly()) {
            course.withdrawFin();
        }
        if (course.follow(seen, course.until(at), Evidence.KERNEL)) {
            synProven = true;
            course.lastsAt(before);
        }
    }

    private void foundClosed(long at, boolean silent) {
        switch (course.state()) {
            case SYN_SENT:
                // Until the SYN is out, the kernel says CLOSED of a socket whose connect has just been entered.
                if (synProven) {
                    course.enter(CLOSED, course.until(at), Evidence.KERNEL);
                }
                return;
            case ESTABLISHED:
            case CLOSE_WAIT:
                foundBroken(at, silent);
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

    private void foundBroken(long at, boolean silent) {
        if (course.finSent()) {
            course.forgotten(course.until(at), Evidence.KERNEL);
        } else {
            // After long silence the kernel may as well have given up by itself; then a read or write will tell.
            course.reset(course.until(at), Evidence.KERNEL, silent ? null : ResetBy.REMOTE);
        }
    }

    /**
     * Takes in the counters of a word.
     *
     * @return whether the peer left something unanswered, now or at the last look
     */
    boolean count(int word) {
        boolean before = unanswered;
        int retransmits = KernelWord.retransmits(word);
        probes = (byte) KernelWord.probes(word);
        unanswered = retransmits > 0 || probes != 0;
        mostProbes = (byte) Math.max(mostUnansweredProbes(), unansweredProbes());
        if (KernelWord.state(word) == SYN_SENT) {
            synRetransmits = (byte) Math.max(synRetransmits(), retransmits);
        }
        return before || unanswered;
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

    int synRetransmits() {
        return synRetransmits & 0xff;
    }

    int unansweredProbes() {
        return probes & 0xff;
    }

    int mostUnansweredProbes() {
        return mostProbes & 0xff;
    }
}
