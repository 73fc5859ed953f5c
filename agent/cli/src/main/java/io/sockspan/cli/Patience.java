package io.sockspan.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads the kernel's data about other processes within a time limit. A process with a file system of its own can block for ever the reader
 * of its memory map, its command line or its files; the blocked thread is then abandoned. Each read that takes too long halves
 * the limit of the next ones. A read that is merely slow goes on meanwhile, and has a last chance in the end. For one thread.
 */
final class Patience {
    private static final long FULL_MILLIS = 2_000;
    private static final long LEAST_MILLIS = 20;

    private long millis = FULL_MILLIS;
    /** When the last chance of all slow reads is over; 0 before the first one is asked for. */
    private long lastChance;

    /** Begins a read, and waits for its end within the limit. */
    <T> Answer<T> ask(Callable<T> question) {
        Answer<T> answer = new Answer<>(question);
        if (!answer.isThereWithin(TimeUnit.MILLISECONDS.toNanos(millis))) {
            millis = Math.max(LEAST_MILLIS, millis / 2);
        }
        return answer;
    }

    /** What a read has found, perhaps late. */
    final class Answer<T> {
        private final FutureTask<T> task;

        private Answer(Callable<T> question) {
            task = new FutureTask<>(question);
            Thread thread = new Thread(task, "proc");
            thread.setDaemon(true);
            thread.start();
        }

        /**
         * To be called when everything was asked: the slow reads share {@value #FULL_MILLIS} ms from the first call on.
         *
         * @return null if the read takes too long, or fails
         * @throws Failure if the read throws it
         */
        T get() {
            if (lastChance == 0) {
                lastChance = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FULL_MILLIS);
            }
            if (!isThereWithin(Math.max(0, lastChance - System.nanoTime()))) {
                return null;
            }
            try {
                return task.get();
            } catch (InterruptedException e) {
                throw interrupted();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Failure) {
                    throw (Failure) e.getCause();
                }
                return null;
            }
        }

        private boolean isThereWithin(long nanos) {
            try {
                task.get(nanos, TimeUnit.NANOSECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            } catch (InterruptedException e) {
                throw interrupted();
            } catch (ExecutionException e) {
                return true;
            }
        }

        private Failure interrupted() {
            Thread.currentThread().interrupt();
            return new Failure("interrupted");
        }
    }
}
