package io.sockspan.protocol;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Properties;

/**
 * The JDK's {@code com.sun.tools.attach}, by reflection: it is in {@code tools.jar} on Java 8, in the module {@code jdk.attach} later,
 * and in a JRE it may be absent.
 */
public final class AttachApi {
    private static final String MACHINE = "com.sun.tools.attach.VirtualMachine";

    private static AttachApi ofThisJava;

    private final Class<?> machine;

    private AttachApi(Class<?> machine) {
        this.machine = machine;
    }

    /**
     * The same object each time: a second loader of {@code tools.jar} could not load the native library that the first one has loaded.
     *
     * @throws ClassNotFoundException if this Java has no attach API
     */
    public static synchronized AttachApi ofThisJava() throws ClassNotFoundException {
        if (ofThisJava == null) {
            ofThisJava = new AttachApi(machine());
        }
        return ofThisJava;
    }

    private static Class<?> machine() throws ClassNotFoundException {
        try {
            return Class.forName(MACHINE, true, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException notInTheModules) {
            return Class.forName(MACHINE, true, toolsJar());
        }
    }

    private static ClassLoader toolsJar() throws ClassNotFoundException {
        File home = new File(System.getProperty("java.home"));
        for (File lib : new File[] {new File(home.getParentFile(), "lib"), new File(home, "lib")}) {
            File tools = new File(lib, "tools.jar");
            if (tools.isFile()) {
                try {
                    return new URLClassLoader(new URL[] {tools.toURI().toURL()}, null);
                } catch (MalformedURLException e) {
                    throw new ClassNotFoundException(MACHINE, e);
                }
            }
        }
        throw new ClassNotFoundException(MACHINE);
    }

    /**
     * Loads an agent into another JVM, and returns when its {@code agentmain} has returned there.
     *
     * @param jar its path as the other JVM sees it
     * @throws InvocationTargetException with the JDK's own exception; also where the agent was loaded and this JDK does not understand
     *     that JVM's answer (17 and earlier that of 8, 8 that of all later ones)
     */
    public void load(String processId, String jar, String arguments)
            throws ReflectiveOperationException, InvocationTargetException {
        Object attached = machine.getMethod("attach", String.class).invoke(null, processId);
        try {
            machine.getMethod("loadAgent", String.class, String.class).invoke(attached, jar, arguments);
        } finally {
            machine.getMethod("detach").invoke(attached);
        }
    }

    /** A system property of another JVM; null if it has none of that name. */
    public String systemProperty(String processId, String name) throws ReflectiveOperationException {
        Object attached = machine.getMethod("attach", String.class).invoke(null, processId);
        try {
            return ((Properties) machine.getMethod("getSystemProperties").invoke(attached)).getProperty(name);
        } finally {
            machine.getMethod("detach").invoke(attached);
        }
    }
}
