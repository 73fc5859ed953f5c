package io.sockspan.command;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Work that other threads request from the agent's thread.
 *
 * <p>After {@link #close} the requesting threads do the work themselves, one at a time: reports stay available until the JVM ends. After
 * {@link #refuse} every request fails.
 */
public final class Requests {
    private final Object turn = new Object();
    private final Queue<FutureTask<?>> waiting = new ArrayDeque<>();
    private final Runnable wakeUp;
    private boolean closed;
    private volatile IllegalStateException refusal;

    /** @param wakeUp called on the requesting thread after each request, so that the agent's thread runs {@link #runAll} soon */
    public Requests(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    /** For all threads. After {@link #refuse} the future fails with an {@link IllegalStateException}. */
    public <T> Future<T> submit(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(() -> {
            requireAccepting();
            return work.call();
        });
        if (enqueue(task)) {
            wakeUp.run();
        } else {
            synchronized (turn) {
                task.run();
            }
        }
        return task;
    }

    /** @throws IllegalStateException after {@link #refuse} */
    void requireAccepting() {
        IllegalStateException reason = refusal;
        if (reason != null) {
            throw new IllegalStateException(reason.getMessage(), reason.getCause());
        }
    }

    private synchronized boolean enqueue(FutureTask<?> task) {
        return !closed && waiting.add(task);
    }

    /** For all threads. */
    public synchronized boolean isAnyWaiting() {
        return !waiting.isEmpty();
    }

    private synchronized FutureTask<?> next() {
        return waiting.poll();
    }

    /** Runs the waiting requests. For the agent's thread. */
    public void runAll() {
        for (FutureTask<?> task; (task = next()) != null; ) {
            task.run();
        }
    }

    /** Runs the waiting requests, and leaves later ones to their own threads. For the agent's thread, as its last use of shared state. */
    public void close() {
        synchronized (turn) {
            synchronized (this) {
                closed = true;
            }
            runAll();
        }
    }

    /**
     * As {@link #close}, but every waiting or later request fails.
     *
     * @param why the reason, in words that follow "the agent could not answer:"
     * @param cause may be null
     */
    public void refuse(String why, Throwable cause) {
        refusal = new IllegalStateException(why, cause);
        close();
    }
}
