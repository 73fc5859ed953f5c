package io.sockspan.testing.internal;

import io.sockspan.testing.RecordedSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Finds sockets that were left open, and checks again for a while: another thread may be closing them, or they may be garbage that the
 * collector has not found yet.
 */
public final class LeakSearch {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    /** Most asynchronous closes are done by then, without a collection. */
    private static final long COLLECT_AFTER = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long AFTER_COLLECTION = TimeUnit.MILLISECONDS.toNanos(50);

    /** A machine that stands still for the whole grace period has closed nothing in it. */
    private static final int LEAST_ROUNDS = 8;

    private final AgentLink agent;
    private final long grace;

    public LeakSearch(AgentLink agent, Duration grace) {
        this.agent = agent;
        this.grace = grace.toNanos();
    }

    /**
     * @param counted selects the sockets that count among all that were opened
     * @return the sockets, opened after the one with that id, that still count when the grace period is over
     */
    public List<RecordedSocket> leftSince(long id, UnaryOperator<List<RecordedSocket>> counted) {
        return agent.lastId() == id ? new ArrayList<>() : persisting(() -> search(id, counted));
    }

    /** @return what the search still finds when the grace period is over; nothing as soon as it finds nothing open */
    public List<RecordedSocket> persisting(Supplier<List<RecordedSocket>> search) {
        long began = System.nanoTime();
        long pause = FIRST_PAUSE;
        boolean collected = false;
        for (int rounds = 1; ; rounds++) {
            List<RecordedSocket> left = search.get();
            long passed = System.nanoTime() - began;
            if (left.stream().noneMatch(RecordedSocket::isOpen)
                    || passed >= grace && collected && (grace == 0 || rounds >= LEAST_ROUNDS)) {
                return left;
            }
            if (!collected && passed >= Math.min(COLLECT_AFTER, grace)) {
                collected = true;
                if (left.stream().anyMatch(PooledState::isUrlConnection)) {
                    // Otherwise a forgotten stream's finalizer would return its connection to the pool, as if
                    // somebody had read it.
                    continue;
                }
                System.gc();
                // The JVM reports collected objects a moment later.
                sleep(AFTER_COLLECTION);
            }
            sleep(Math.max(FIRST_PAUSE, Math.min(pause, grace - passed)));
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    private List<RecordedSocket> search(long id, UnaryOperator<List<RecordedSocket>> counted) {
        List<RecordedSocket> all = agent.after(id).sockets();
        List<RecordedSocket> left = counted.apply(all);
        boolean known = all.stream().noneMatch(socket -> socket.isOpen() && socket.waiting() < 0);
        return known || !left.isEmpty()
                ? left
                : counted.apply(agent.thoroughlyAfter(id).sockets());
    }

    /** Sleeps to the end even if the thread is interrupted: a test may leave it so. */
    public static void sleep(long nanos) {
        boolean interrupted = Thread.interrupted();
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = until - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
