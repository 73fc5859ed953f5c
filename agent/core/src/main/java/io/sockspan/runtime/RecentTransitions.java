package io.sockspan.runtime;

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
 * The latest changes of state, for somebody who asks again and again. It keeps nothing until it is asked for the first time, and lets all
 * go when nobody has asked for a while. For the agent's thread.
 */
final class RecentTransitions implements SocketObserver {
    /** About 1 KB each. */
    static final int KEPT = 8_192;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final SocketSnapshot[] sockets = new SocketSnapshot[KEPT];
    private final Transition[] changes = new Transition[KEPT];
    private boolean wanted;
    private long askedAt;
    /** How many there were since the start; the number of the next one. */
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

    /** Lets go of what nobody asks for any more. */
    void forgetIfUnasked(long now) {
        if (wanted && now - askedAt > PATIENCE) {
            wanted = false;
            Arrays.fill(sockets, null);
            Arrays.fill(changes, null);
        }
    }

    /**
     * The number of the next change on a line of its own, then a line for each since {@code from}, and one for those that were too many to
     * be kept.
     *
     * @param from what an earlier call began with; a negative number begins, with what stands above the lines
     */
    String since(long from, TransitionText text, long now) {
        StringBuilder lines = new StringBuilder().append(next).append('\n');
        if (from < 0) {
            lines.append(text.header());
        }
        long first = from < 0 || !wanted ? next : Math.max(from, next - KEPT);
        if (from >= 0 && first > from) {
            lines.append("... ").append(first - from).append(" changes were too many to be told\n");
        }
        for (int slot : inTheirOrder(first)) {
            lines.append(text.change(sockets[slot], changes[slot]));
        }
        wanted = true;
        askedAt = now;
        return lines.toString();
    }

    /** Where they are kept, from that one on, the earliest change first: what a look round finds is told later than it happened. */
    private List<Integer> inTheirOrder(long first) {
        List<Integer> slots = new ArrayList<>();
        for (long i = first; i < next; i++) {
            slots.add((int) (i % KEPT));
        }
        slots.sort((one, other) -> Long.signum(changes[one].latest - changes[other].latest));
        return slots;
    }
}
