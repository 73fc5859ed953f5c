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

    private BootstrapInstaller() {}

    /**
     * Defines the classes, unless an earlier start of the agent in this JVM did, and lets this agent's core use them.
     *
     * @param classFiles by binary name
     * @throws Exception if this JVM does not allow it
     */
    public static void install(Instrumentation instrumentation, Map<String, byte[]> classFiles) throws Exception {
        if (!Modules.areSupported()) {
            if (!isInstalled()) {
                Class<?> unsafe = Class.forName("sun.misc.Unsafe");
                Field instance = unsafe.getDeclaredField("theUnsafe");
                instance.setAccessible(true);
                define(unsafe, instance.get(null), classFiles);
            }
            return;
        }
        BootstrapModule modules = new BootstrapModule(new Modules(instrumentation));
        if (!isInstalled()) {
            modules.create();
            modules.openToCore("jdk.internal.misc");
            Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
            define(unsafe, unsafe.getMethod("getUnsafe").invoke(null), classFiles);
        }
        modules.exportToCore(Class.forName(MARK, false, null));
    }

    private static boolean isInstalled() {
        try {
            Class.forName(MARK, false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void define(Class<?> unsafeType, Object unsafe, Map<String, byte[]> classFiles)
            throws ReflectiveOperationException {
        Method defineClass = unsafeType.getMethod(
                "defineClass",
                String.class,
                byte[].class,
                int.class,
                int.class,
                ClassLoader.class,
                ProtectionDomain.class);
        Deque<String> left = new ArrayDeque<>(classFiles.keySet());
        for (int tries = left.size() * left.size(); !left.isEmpty(); tries--) {
            String name = left.poll();
            byte[] classFile = classFiles.get(name);
            try {
                defineClass.invoke(unsafe, name, classFile, 0, classFile.length, null, null);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof NoClassDefFoundError) || tries <= 0) {
                    throw e;
                }
                // Its superclass is defined later.
                left.add(name);
            }
        }
    }
}
