package io.sockspan.command;

import io.sockspan.report.TransitionText;
import io.sockspan.tcp.Transition;
import io.sockspan.track.SocketObserver;
import io.sockspan.track.SocketSnapshot;
import io.sockspan.track.TrackedSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the latest transitions for a client that polls, such as {@code sockspan events --follow}. Keeps nothing before the first request,
 * and drops everything after 30 s without one. For the agent's thread.
 */
public final class RecentTransitions implements SocketObserver {
    /** About 1 KB each. */
    static final int KEPT = 8_192;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final SocketSnapshot[] sockets = new SocketSnapshot[KEPT];
    private final Transition[] changes = new Transition[KEPT];
    private boolean wanted;
    private long askedAt;
    /** The number of transitions since the start, which is the number of the next one. */
    private long next;

    @Override
    public void transitioned(TrackedSocket connection, Transition transition) {
        if (wanted) {
            int slot = (int) (next % KEPT);
            sockets[slot] = connection.snapshot();
            changes[slot] = transition;
        }
        next++;
    }

    @Override
    public void connectFailed(TrackedSocket connection) {}

    @Override
    public void ended(TrackedSocket connection) {}

    /** Drops the transitions if nobody has requested them lately. */
    public void forgetIfUnasked(long now) {
        if (wanted && now - askedAt > PATIENCE) {
            wanted = false;
            Arrays.fill(sockets, null);
            Arrays.fill(changes, null);
        }
    }

    /**
     * Answers with the number of the next transition on a line of its own, then a line for each transition since {@code from}. If some were
     * not kept, a line says how many.
     *
     * @param from the number from the start of an earlier answer; a negative number starts, and the answer has the table's header
     */
    String since(long from, TransitionText text, long now) {
        StringBuilder lines = new StringBuilder().append(next).append('\n');
        if (from < 0) {
            lines.append(text.header());
        }
        long first = from < 0 || !wanted ? next : Math.max(from, next - KEPT);
        if (from >= 0 && first > from) {
            lines.append("... ").append(first - from).append(" transitions were too many to be kept\n");
        }
        for (int slot : inOrderOfTime(first)) {
            lines.append(text.change(sockets[slot], changes[slot]));
        }
        wanted = true;
        askedAt = now;
        return lines.toString();
    }

    /** The slots from that transition on, in the order of time: a sweep finds transitions after the fact. */
    private List<Integer> inOrderOfTime(long first) {
        List<Integer> slots = new ArrayList<>();
        for (long i = first; i < next; i++) {
            slots.add((int) (i % KEPT));
        }
        slots.sort((one, other) -> Long.signum(changes[one].latest - changes[other].latest));
        return slots;
    }
}
