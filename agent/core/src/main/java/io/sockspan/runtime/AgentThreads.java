package io.sockspan.runtime;

import io.sockspan.protocol.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The group of all threads of the agent and of its libraries, by which the recorder recognizes them. If such a thread dies, the cause is
 * reported here, and not to the application's own handler, which might end the JVM.
 */
final class AgentThreads extends ThreadGroup {
    private final Console console;
    private final AtomicBoolean isReported = new AtomicBoolean();
    /** Another thread's death does not say that there is no telemetry. */
    private final AtomicBoolean isStartReported = new AtomicBoolean();

    private volatile boolean ending;
    private volatile boolean anyDied;

    AgentThreads(Console console) {
        super(Threads.rootGroup(), "sockspan");
        this.console = console;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        anyDied = true;
        try {
            // A library may start its thread again and again.
            boolean isStart = thread.getName().equals(LateTelemetry.STARTER);
            if (!ending && (isStart ? isStartReported : isReported).compareAndSet(false, true)) {
                console.problem("the agent's thread \"" + thread.getName()
                        + "\" has ended; the application is not affected: " + failure);
            }
        } catch (OutOfMemoryError again) {
            // Rethrown, it would be printed by the JVM.
        }
    }

    /** Whether one of these threads has died of an error since the last call. */
    boolean hasAnyDied() {
        boolean died = anyDied;
        anyDied = false;
        return died;
    }

    /**
     * Waits until all threads have ended, and makes the JVM release this group, which would keep its class loader alive.
     *
     * @return the names of the threads that have not ended by then
     */
    List<String> end(long millis) {
        ending = true;
        long deadline = System.nanoTime() + millis * 1_000_000;
        List<Thread> alive = others();
        // Before a thread ends it may have started another one.
        while (!alive.isEmpty() && join(alive.get(0), deadline - System.nanoTime())) {
            alive = others();
        }
        // Others than the one that was waited for may have ended.
        alive = others();
        if (alive.isEmpty()) {
            forget();
        }
        List<String> names = new ArrayList<>();
        for (Thread thread : alive) {
            names.add(thread.getName());
        }
        return names;
    }

    /** Returns whether it has ended in time. */
    private static boolean join(Thread thread, long nanos) {
        try {
            thread.join(Math.max(1, nanos / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    /** The threads of this group that are alive, but the current one. */
    private List<Thread> others() {
        Thread[] found = new Thread[Math.max(16, 2 * activeCount())];
        int count = enumerate(found);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (found[i] != Thread.currentThread()) {
                threads.add(found[i]);
            }
        }
        return threads;
    }

    /** Until JDK 18 the parent holds a group until the group is destroyed; from 19 on there is nothing to do. */
    @SuppressWarnings("deprecation")
    private void forget() {
        try {
            destroy();
        } catch (IllegalThreadStateException aThreadHasJustBegun) {
            // It is destroyed when that ends.
            setDaemon(true);
        }
    }
}
