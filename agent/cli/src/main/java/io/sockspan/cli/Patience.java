package io.sockspan.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads the kernel's data about other processes within a time limit. A process with a file system of its own can block for ever the reader
 * of its memory map, its command line or its files; the blocked thread is then abandoned. Each read that takes too long halves
 * the limit of the next ones. For one thread.
 */
final class Patience {
    private static final long FULL_MILLIS = 2_000;
    private static final long LEAST_MILLIS = 20;

    private long millis = FULL_MILLIS;

    /**
     * @return null if the read takes too long, or fails
     * @throws Failure if the read throws it
     */
    <T> T ask(Callable<T> question) {
        FutureTask<T> task = new FutureTask<>(question);
        Thread thread = new Thread(task, "proc");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            millis = Math.max(LEAST_MILLIS, millis / 2);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure) {
                throw (Failure) e.getCause();
            }
            return null;
        }
    }
}
