package io.sockspan.track;

import io.sockspan.bootstrap.DescriptorPoll;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;

/**
 * Where many connections are open, asks the kernel with one system call for many of them which have anything to tell; of most there is
 * nothing new. What it cannot find out that way, the unanswered probes and retransmissions, is left to a full look, whose turn comes
 * to each connection now and then. For the agent's thread.
 */
final class QuickPoll {
    /** Up to about so many sockets are looked at in full each time: that takes a few milliseconds at the most. */
    private static final int FEW = 1_000;

    /** What makes an answer mean something else than for a connection of which neither end has begun to close. */
    private static final int UNUSUAL = SocketRecord.CLOSING
            | SocketRecord.RELEASED
            | SocketRecord.HALF_SHUT
            | SocketRecord.END_OF_STREAM
            | SocketRecord.BROKEN
            | SocketRecord.INCOMPLETE;

    private final KernelProbe kernel;
    private final TrackedSocket[] asked = new TrackedSocket[DescriptorPoll.MOST];
    private final SocketRecord[] records = new SocketRecord[DescriptorPoll.MOST];
    private final int[] answers = new int[DescriptorPoll.MOST];
    private int count;
    private boolean answered;
    private long round;
    /** In how many rounds a full look comes to each connection. */
    private int turns = 1;

    QuickPoll(KernelProbe kernel) {
        this.kernel = kernel;
    }

    /** Another round over so many sockets begins. */
    void begin(int sockets) {
        round++;
        turns = (sockets + FEW - 1) / FEW;
    }

    /** Whether a quick look at that connection will do this time. */
    boolean willDo(TrackedSocket c) {
        return turns > 1 && (c.id() + round) % turns != 0 && isOrdinary(c);
    }

    /** Whether neither end has begun to close it, as far as is known, and the peer has answered everything. */
    private static boolean isOrdinary(TrackedSocket c) {
        return (c.role() == Role.CLIENT || c.role() == Role.SERVER)
                && !c.record().is(UNUSUAL)
                && c.tcp().state() == TcpState.ESTABLISHED
                && !c.tcp().isEndUnclear()
                && c.tcp().unansweredProbes() == 0;
    }

    /** Puts it on the list of those that are asked about; there has to be room. */
    void add(TrackedSocket c) {
        asked[count] = c;
        records[count] = c.record();
        count++;
    }

    boolean isFull() {
        return count == asked.length;
    }

    int size() {
        return count;
    }

    TrackedSocket get(int index) {
        return asked[index];
    }

    /** Asks about those on the list. */
    void ask() {
        answered = count > 0 && kernel.poll(records, count, answers);
    }

    /** Whether the kernel has said that the connection is established and nothing has come that was not read. */
    boolean isQuiet(int index) {
        return answered && answers[index] == 0 && isOrdinary(asked[index]);
    }

    /** Empties the list. */
    void clear() {
        for (int i = 0; i < count; i++) {
            asked[i] = null;
            records[i] = null;
        }
        count = 0;
    }
}
