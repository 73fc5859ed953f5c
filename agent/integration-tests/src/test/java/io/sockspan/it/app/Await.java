package io.sockspan.it.app;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** Waits for what can be observed. */
public final class Await {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(120);

    private Await() {}

    public static void until(String what, Callable<Boolean> condition) throws Exception {
        for (long start = System.nanoTime(); !condition.call(); ) {
            if (System.nanoTime() - start > LIMIT) {
                throw new TimeoutException(what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** The JDK's native methods that wait. A thread is in others for a moment on its way there. */
    private static final Pattern WAITS =
            Pattern.compile("(socketRead|read|socketAccept|accept|socketConnect|connect|poll)0?");

    /** Until the thread sits in a system call below a method of that name. */
    public static void blockedIn(Thread thread, String method) throws Exception {
        until(thread.getName() + " is not blocked in " + method, () -> {
            StackTraceElement[] stack = thread.getStackTrace();
            if (stack.length == 0
                    || !stack[0].isNativeMethod()
                    || !WAITS.matcher(stack[0].getMethodName()).matches()) {
                return false;
            }
            for (StackTraceElement frame : stack) {
                if (frame.getMethodName().equals(method)) {
                    return true;
                }
            }
            return false;
        });
    }
}
