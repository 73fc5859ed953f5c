package io.sockspan.testing.internal;

import io.sockspan.protocol.AttachApi;
import java.lang.reflect.InvocationTargetException;

/**
 * The main class of a JVM that only loads an agent into another one: {@code PID JAR ARGUMENTS}. On failure it prints the reason on stdout
 * and exits with 1.
 */
public final class Attacher {
    private Attacher() {}

    public static void main(String[] arguments) {
        try {
            AttachApi.ofThisJava().load(arguments[0], arguments[1], arguments[2]);
        } catch (ClassNotFoundException e) {
            fail("no attach API in " + System.getProperty("java.home"));
        } catch (InvocationTargetException e) {
            fail(String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            fail(e.toString());
        }
    }

    private static void fail(String reason) {
        System.out.println(reason);
        System.exit(1);
    }
}
