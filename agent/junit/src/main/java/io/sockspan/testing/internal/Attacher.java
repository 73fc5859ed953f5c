package io.sockspan.testing.internal;

import java.lang.reflect.InvocationTargetException;

/**
 * The main class of a JVM that does nothing but load an agent into another one: {@code PID JAR ARGUMENTS}. Says why on stdout if it
 * cannot, and exits with 1. The attach API is called by reflection, as it is no part of the JDK's standard API.
 */
public final class Attacher {
    private Attacher() {}

    public static void main(String[] arguments) {
        try {
            attach(arguments[0], arguments[1], arguments[2]);
        } catch (ClassNotFoundException e) {
            fail("no attach API in " + System.getProperty("java.home"));
        } catch (InvocationTargetException e) {
            fail(String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            fail(e.toString());
        }
    }

    private static void attach(String process, String jar, String arguments) throws ReflectiveOperationException {
        Class<?> type = Class.forName("com.sun.tools.attach.VirtualMachine");
        Object machine = type.getMethod("attach", String.class).invoke(null, process);
        try {
            type.getMethod("loadAgent", String.class, String.class).invoke(machine, jar, arguments);
        } finally {
            type.getMethod("detach").invoke(machine);
        }
    }

    private static void fail(String reason) {
        System.out.println(reason);
        System.exit(1);
    }
}
