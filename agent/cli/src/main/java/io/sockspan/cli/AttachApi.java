package io.sockspan.cli;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The JDK's {@code com.sun.tools.attach}, by reflection: it is in {@code tools.jar} on 8, in the module {@code jdk.attach} later. */
final class AttachApi {
    private static final String MACHINE = "com.sun.tools.attach.VirtualMachine";
    /** The JDK gives up by itself after 5 to 10 s where a JVM does not let anybody attach, but not where it stops half-way. */
    private static final long PATIENCE_SECONDS = 20;

    private AttachApi() {}

    /**
     * Loads an agent into another JVM, and returns when it has done its work there.
     *
     * @param jar its path as the other JVM sees it
     * @throws Failure if the JVM does not let anybody attach, cannot load it, or does not answer in time; also where it worked and
     *     this JDK does not understand that JVM's answer (17 and earlier that of 8, 8 that of all later ones)
     */
    static void load(Jvm target, String jar, String argument) {
        Class<?> machine = machine();
        // Who is asked in the wrong place prints all its stacks.
        if (isJava8() && target.idInside != target.pid) {
            throw new Failure(
                    "JVM " + target + " runs in a container, and Java 8's means to attach do not reach into one;"
                            + " run this with Java 11 or later");
        }
        FutureTask<Void> load = new FutureTask<>(() -> {
            Object attached = machine.getMethod("attach", String.class).invoke(null, String.valueOf(target.pid));
            try {
                machine.getMethod("loadAgent", String.class, String.class).invoke(attached, jar, argument);
            } finally {
                machine.getMethod("detach").invoke(attached);
            }
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

    private static Class<?> machine() {
        try {
            return Class.forName(MACHINE, true, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException java8) {
            return machineOfToolsJar();
        }
    }

    private static Class<?> machineOfToolsJar() {
        File home = new File(System.getProperty("java.home"));
        for (File lib : new File[] {new File(home.getParentFile(), "lib"), new File(home, "lib")}) {
            File tools = new File(lib, "tools.jar");
            if (tools.isFile()) {
                try {
                    URLClassLoader loader =
                            new URLClassLoader(new URL[] {tools.toURI().toURL()}, null);
                    return Class.forName(MACHINE, true, loader);
                } catch (IOException | ClassNotFoundException e) {
                    break;
                }
            }
        }
        throw new Failure("this Java (" + home + ") cannot attach to another JVM; run the command with a JDK's java"
                + " instead, of any version from 8 on");
    }
}
