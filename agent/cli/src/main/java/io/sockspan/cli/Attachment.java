package io.sockspan.cli;

import io.sockspan.protocol.AttachApi;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Loads the agent into another JVM, within a limit of time. */
final class Attachment {
    /** The JDK gives up after 5 to 10 s if a JVM lets nobody attach, but not if the JVM stops half-way. */
    private static final long PATIENCE_SECONDS = 20;

    /** For the JVM's socket and its connection, the jar twice, and the session's files. */
    private static final int DESCRIPTORS_NEEDED = 8;

    private Attachment() {}

    /**
     * Loads an agent into another JVM, and returns when its {@code agentmain} has returned there.
     *
     * @param jar its path as the other JVM sees it
     * @throws Failure if the JVM does not let anybody attach, cannot load it, or does not answer in time; also where it worked and
     *     this JDK does not understand that JVM's answer (17 and earlier that of 8, 8 that of all later ones)
     */
    static void load(Jvm target, String jar, String argument) {
        AttachApi api = api();
        // A JVM that is asked in the wrong place prints all its stacks.
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
        try (AttachFiles files = AttachFiles.of(target)) {
            thread.start();
            load.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Failure("JVM " + target + " did not answer within " + PATIENCE_SECONDS
                    + " s; it may be stopped, or out of memory or processor time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof InvocationTargetException
                    ? e.getCause().getCause()
                    : e.getCause();
            if (!isSuccess(cause)) {
                throw explain(target, cause);
            }
        }
    }

    /**
     * Checks for known obstacles before a signal asks the JVM: a JVM that cannot answer would print all its stacks.
     *
     * @throws Failure with what to do about it
     */
    static void requirePossible(Jvm target) {
        Optional<int[]> descriptors = Proc.descriptors(target.pid);
        if (descriptors.isPresent() && descriptors.get()[0] > descriptors.get()[1] - DESCRIPTORS_NEEDED) {
            int[] open = descriptors.get();
            String more = open[2] > open[1] ? Math.min(2L * open[1], open[2]) + ":" : 2L * open[1] + ", as root";
            throw new Failure("JVM " + target + " has " + open[0] + " descriptors open of the " + open[1]
                    + " that it may have, and an attach needs some; let it have more first: prlimit --pid " + target.pid
                    + " --nofile=" + more);
        }
        Path tmp = target.root().resolve("tmp");
        try {
            if (!target.seesOwnTree) {
                ExchangePlace.requireTrusted(tmp);
            }
            requireOwnSocket(target, tmp.resolve(".java_pid" + target.idInside));
        } catch (NoSuchFileException none) {
            requireWritable(target, tmp);
        } catch (IOException e) {
            throw new Failure("nothing was attached to JVM " + target + ": its /tmp " + Reasons.of(e));
        }
    }

    /** In a directory that everybody may write to, another user may have put something in the socket's place. */
    private static void requireOwnSocket(Jvm target, Path socket) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isOther() || Proc.uid(socket) != Credentials.of(Proc.self()).user) {
            throw new Failure("nothing was attached to JVM " + target + ": " + socket
                    + " is not the JVM's own socket; find out who has put it there, and remove it");
        }
    }

    private static void requireWritable(Jvm target, Path tmp) {
        if (!Files.isWritable(tmp)) {
            throw new Failure(
                    "nothing can be attached to JVM " + target + ": it would have to make a socket in its /tmp, which"
                            + " cannot be written to; mount a tmpfs there, or start it with -javaagent and report.file");
        }
    }

    /** Why a JVM that has loaded the agent did not answer. */
    static Failure unanswered(Jvm target, String jar, String place) {
        FutureTask<String> question =
                new FutureTask<>(() -> api().systemProperty(String.valueOf(target.pid), "java.security.manager"));
        Thread thread = new Thread(question, "attach");
        thread.setDaemon(true);
        thread.start();
        String manager = null;
        try {
            manager = question.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Then the cause remains unknown.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Failure("the agent was loaded into JVM " + target + ", but could not answer: "
                + (manager == null
                        ? "a security manager may keep it from that, or its " + place + " is full"
                        : "a security manager is on there, and its policy gives the agent no rights; add to it: grant codeBase"
                                + " \"file:" + jar + "\" { permission java.security.AllPermission; };"));
    }

    private static boolean isJava8() {
        return System.getProperty("java.specification.version").equals("1.8");
    }

    /** From 9 on, the JDK does not understand how a JVM of 8 reports success. */
    private static boolean isSuccess(Throwable problem) {
        return problem.getClass().getSimpleName().equals("AgentLoadException") && "0".equals(problem.getMessage());
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
