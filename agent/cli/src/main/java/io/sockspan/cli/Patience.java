package io.sockspan.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the kernel about other processes with a limit of time. A process can hold up whoever reads its memory map, its command line or its
 * files, for ever, with a file system of its own; the thread that reads is then given up. Who is held up often waits less. For one thread.
 */
final class Patience {
    private static final long FULL_MILLIS = 2_000;
    private static final long LEAST_MILLIS = 20;

    private long millis = FULL_MILLIS;

    /**
     * @return null if it takes too long, or fails
     * @throws Failure as it was thrown
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
