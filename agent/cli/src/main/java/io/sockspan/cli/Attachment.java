package io.sockspan.cli;

import io.sockspan.protocol.AttachApi;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Loads the agent into another JVM, within a limit of time. */
final class Attachment {
    /** The JDK gives up by itself after 5 to 10 s where a JVM does not let anybody attach, but not where it stops half-way. */
    private static final long PATIENCE_SECONDS = 20;

    private Attachment() {}

    /**
     * Loads an agent into another JVM, and returns when it has done its work there.
     *
     * @param jar its path as the other JVM sees it
     * @throws Failure if the JVM does not let anybody attach, cannot load it, or does not answer in time; also where it worked and
     *     this JDK does not understand that JVM's answer (17 and earlier that of 8, 8 that of all later ones)
     */
    static void load(Jvm target, String jar, String argument) {
        AttachApi api = api();
        // Who is asked in the wrong place prints all its stacks.
        if (isJava8() && target.idInside != target.pid) {
            throw new Failure(
                    "JVM " + target + " runs in a container, and Java 8's means to attach do not reach into one;"
                            + " run this with Java 11 or later");
        }
        FutureTask<Void> load = new FutureTask<>(() -> {
            api.load(String.valueOf(target.pid), jar, argument);
            return null;
        });
        Thread thread = new Thread(load, "attach");
        thread.setDaemon(true);
        try (SocketLink link = SocketLink.to(target)) {
            thread.start();
            load.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Failure("JVM " + target + " did not answer within " + PATIENCE_SECONDS
                    + " s; it may be stopped, or out of memory or processor time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        } catch (ExecutionException e) {
            throw explain(
                    target,
                    e.getCause() instanceof InvocationTargetException
                            ? e.getCause().getCause()
                            : e.getCause());
        }
    }

    private static boolean isJava8() {
        return System.getProperty("java.specification.version").equals("1.8");
    }

    private static Failure explain(Jvm target, Throwable problem) {
        String type = problem.getClass().getSimpleName();
        if (!Proc.exists(target.pid)) {
            return new Failure("JVM " + target + " ended meanwhile");
        }
        return new Failure("attaching to JVM " + target + " failed: " + type + ": " + problem.getMessage());
    }

    private static AttachApi api() {
        try {
            return AttachApi.ofThisJava();
        } catch (ClassNotFoundException e) {
            throw new Failure(
                    "this Java (" + System.getProperty("java.home") + ") cannot attach to another JVM; run the"
                            + " command with a JDK's java instead, of any version from 8 on");
        }
    }
}
