package io.sockspan.runtime;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * What other threads want done on the agent's thread. When that has ended they do it themselves, one after the other: what the agent
 * knows can be asked for until the JVM is gone.
 */
final class Requests {
    private final Object turn = new Object();
    private final Queue<FutureTask<?>> waiting = new ArrayDeque<>();
    private boolean closed;

    /** For all threads. */
    <T> Future<T> submit(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        if (!enqueue(task)) {
            synchronized (turn) {
                task.run();
            }
        }
        return task;
    }

    private synchronized boolean enqueue(FutureTask<?> task) {
        return !closed && waiting.add(task);
    }

    private synchronized FutureTask<?> next() {
        return waiting.poll();
    }

    /** Does what waits. For the agent's thread. */
    void runAll() {
        for (FutureTask<?> task; (task = next()) != null; ) {
            task.run();
        }
    }

    /** Does what waits, and leaves the rest to those who want it. For the agent's thread, which then touches nothing of theirs. */
    void close() {
        synchronized (turn) {
            synchronized (this) {
                closed = true;
            }
            runAll();
        }
    }
}
