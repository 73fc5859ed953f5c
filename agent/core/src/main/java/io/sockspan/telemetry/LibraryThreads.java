package io.sockspan.telemetry;

import java.lang.reflect.Method;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * Ends the idle threads that OkHttp ({@code okhttp3.internal.concurrent.TaskRunner}) and Okio ({@code okio.AsyncTimeout}) would keep for
 * another minute, where telemetry goes over gRPC. Neither offers to in public, so they are asked by reflection; where that fails they end
 * by themselves, later.
 */
final class LibraryThreads {
    private static final String TASK_RUNNER = "okhttp3.internal.concurrent.TaskRunner";
    private static final String TIMEOUTS = "okio.AsyncTimeout";

    private LibraryThreads() {}

    /**
     * Returns at once; the threads end soon after. For when nothing is sent any more, and nothing will be.
     *
     * @param threads the group that the libraries' threads are in
     */
    static void end(ThreadGroup threads) {
        if (isAnyOf(threads, "OkHttp TaskRunner")) {
            attempt(LibraryThreads::endTaskRunner);
        }
        if (isAnyOf(threads, "Okio Watchdog")) {
            attempt(LibraryThreads::endTimeouts);
        }
    }

    private static void endTaskRunner() throws ReflectiveOperationException {
        Class<?> type = Class.forName(TASK_RUNNER);
        Object backend =
                type.getMethod("getBackend").invoke(type.getField("INSTANCE").get(null));
        Method shutdown = backend.getClass().getMethod("shutdown");
        shutdown.setAccessible(true);
        shutdown.invoke(backend);
    }

    /** The thread ends when what it waited for is what stands for "idle long enough". On a signal it has waited for nothing. */
    private static void endTimeouts() throws ReflectiveOperationException {
        Class<?> type = Class.forName(TIMEOUTS);
        Lock lock = (Lock) type.getMethod("access$getLock$cp").invoke(null);
        Condition condition =
                (Condition) type.getMethod("access$getCondition$cp").invoke(null);
        lock.lock();
        try {
            type.getMethod("access$setIdleSentinel$cp", type).invoke(null, new Object[] {null});
            condition.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isAnyOf(ThreadGroup threads, String name) {
        Thread[] found = new Thread[Math.max(16, 2 * threads.activeCount())];
        int count = threads.enumerate(found);
        for (int i = 0; i < count; i++) {
            if (found[i].getName().startsWith(name)) {
                return true;
            }
        }
        return false;
    }

    private interface Attempt {
        void run() throws ReflectiveOperationException;
    }

    private static void attempt(Attempt attempt) {
        try {
            attempt.run();
        } catch (ReflectiveOperationException | RuntimeException anotherVersion) {
            // They end by themselves after a minute of idleness.
        }
    }
}
