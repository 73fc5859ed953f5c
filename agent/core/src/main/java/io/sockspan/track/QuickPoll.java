package io.sockspan.track;

import io.sockspan.bootstrap.DescriptorPoll;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;

/**
 * Polls many connections with one system call, to find those with news; most have none. It is used if many connections are open, and for
 * those that are watched and quiet. A poll does not show unanswered probes and retransmissions, so each connection gets a full observation
 * at intervals. For the agent's thread.
 */
final class QuickPoll {
    /** The approximate number of sockets that get a full observation in each round, which takes a few milliseconds at most. */
    private static final int FEW = 1_000;
    /** The least number of rounds in which each watched connection that is quiet gets a full observation. */
    private static final int LEAST_TURNS = 5;

    /** While nothing happens, each of them is polled in one round of so many. */
    private static final int ROUNDS_AT_REST = 2;

    /** Flags under which the poll's result does not have its usual meaning, because an end has begun to close or events were dropped. */
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
    /** The number of rounds in which each connection gets one full observation. */
    private int turns = 1;

    QuickPoll(KernelProbe kernel) {
        this.kernel = kernel;
    }

    /** Begins a round over that many sockets. */
    void begin(int sockets) {
        round++;
        turns = (sockets + FEW - 1) / FEW;
    }

    /**
     * Whether a poll is enough in this round for a connection of which the kernel reports bytes and ends. It does not report a full send
     * queue, which the poll shows.
     */
    boolean willDoIfQuiet(TrackedSocket c) {
        return (c.id() + round) % Math.max(turns, LEAST_TURNS) != 0 && isOrdinary(c);
    }

    /**
     * Whether a connection of which the kernel reports bytes and ends need not even be polled in this round, because there are many of them and
     * nothing happens. The poll of the next round shows a full send queue; one that was full is observed in every round, and so is a change
     * of which no report has come.
     */
    boolean mayWaitIfQuiet(TrackedSocket c) {
        return turns > 1
                && c.unsent() == null
                && !c.isReportAwaited()
                && (c.id() + round) % ROUNDS_AT_REST != 0
                && isOrdinary(c);
    }

    /** Whether a poll is enough for this connection in this round. */
    boolean willDo(TrackedSocket c) {
        return turns > 1 && (c.id() + round) % turns != 0 && isOrdinary(c);
    }

    /** Whether the connection is established, no end is known to have begun to close, and the peer has answered all probes. */
    static boolean isOrdinary(TrackedSocket c) {
        return (c.role() == Role.CLIENT || c.role() == Role.SERVER)
                && !c.record().is(UNUSUAL)
                && c.tcp().state() == TcpState.ESTABLISHED
                && !c.tcp().isEndUnclear()
                && c.tcp().unansweredProbes() == 0;
    }

    /** Adds a connection to the next poll; it must not be {@link #isFull full}. */
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

    /** Polls the connections that were added. */
    void ask() {
        answered = count > 0 && kernel.poll(records, count, answers);
    }

    /** Whether the poll showed that the connection is established, nothing is unread, and the send queue is not full. */
    boolean isQuiet(int index) {
        return answered && answers[index] == 0 && isOrdinary(asked[index]);
    }

    /** Removes all connections. */
    void clear() {
        for (int i = 0; i < count; i++) {
            asked[i] = null;
            records[i] = null;
        }
        count = 0;
    }
}
