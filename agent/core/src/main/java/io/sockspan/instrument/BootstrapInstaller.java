package io.sockspan.instrument;

import io.sockspan.modules.Modules;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Defines the bootstrap classes in the bootstrap loader, where woven JDK code can resolve them.
 *
 * <p>{@link Instrumentation#appendToBootstrapClassLoaderSearch} would do that too. But it needs a separate jar file, and since JDK 17 it
 * makes the JVM disable class data sharing with a warning. {@code Unsafe.defineClass} with the null loader avoids both.
 *
 * <p>Since Java 9 the classes are in a module of their own ({@link BootstrapModule}). The JDK packages that this class needs are opened to
 * the module of the agent's core, whose loader the application cannot reach. The agent gives the application no additional access by
 * reflection.
 */
public final class BootstrapInstaller {
    private static final String MARK = "io.sockspan.bootstrap.Recording";

    /** Defines one class in the bootstrap loader; throws NoClassDefFoundError if that does not have its superclass. */
    private interface Definer {
        void define(String name, byte[] classFile) throws ReflectiveOperationException;
    }

    private BootstrapInstaller() {}

    /**
     * Defines the classes, unless an earlier start of the agent in this JVM did, and lets this agent's core use them.
     *
     * @param classFiles by binary name
     * @throws ReflectiveOperationException if this JVM does not allow it
     */
    public static void install(Instrumentation instrumentation, Map<String, byte[]> classFiles)
            throws ReflectiveOperationException {
        if (!Modules.areSupported()) {
            if (!isInstalled()) {
                define(onJava8(), classFiles);
            }
            return;
        }
        Modules modules = new Modules(instrumentation);
        BootstrapModule module = new BootstrapModule(modules);
        if (!isInstalled()) {
            module.create();
            modules.openClassDefinition();
            define(Modules::defineClass, classFiles);
        }
        module.exportToCore(Class.forName(MARK, false, null));
    }

    private static boolean isInstalled() {
        try {
            Class.forName(MARK, false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void define(Definer definer, Map<String, byte[]> classFiles) throws ReflectiveOperationException {
        Deque<String> left = new ArrayDeque<>(classFiles.keySet());
        for (int tries = left.size() * left.size(); !left.isEmpty(); tries--) {
            String name = left.poll();
            try {
                definer.define(name, classFiles.get(name));
            } catch (NoClassDefFoundError e) {
                if (tries <= 0) {
                    throw e;
                }
                // Its superclass is defined later.
                left.add(name);
            }
        }
    }

    private static Definer onJava8() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object unsafe = instance.get(null);
        Method defineClass = type.getMethod(
                "defineClass",
                String.class,
                byte[].class,
                int.class,
                int.class,
                ClassLoader.class,
                ProtectionDomain.class);
        return (name, classFile) -> {
            try {
                defineClass.invoke(unsafe, name, classFile, 0, classFile.length, null, null);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Error) {
                    throw (Error) e.getCause();
                }
                throw e;
            }
        };
    }
}
