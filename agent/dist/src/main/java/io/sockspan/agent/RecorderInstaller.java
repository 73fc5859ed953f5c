package io.sockspan.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Defines the recorder's classes in the bootstrap loader, where woven JDK code can see them.
 *
 * <p>{@link Instrumentation#appendToBootstrapClassLoaderSearch} would do that too, but it needs a jar file of its own and makes the
 * JVM give up class data sharing with a warning from JDK 17 on; {@code Unsafe.defineClass} with the null loader needs neither.
 */
final class RecorderInstaller {
    private static final String TREE = "bootstrap/";
    private static final String MARK = "io.sockspan.bootstrap.Recording";

    private RecorderInstaller() {}

    static void install(Instrumentation instrumentation, AgentJar jar) throws Exception {
        if (isInstalled()) {
            return;
        }
        Definer definer = isModular() ? new ModularDefiner(instrumentation) : new PlainDefiner();
        Class<?> any = defineAll(definer, jar);
        if (isModular()) {
            // What the recorder reads: descriptors' numbers, sockets' addresses, the kernel through sun.nio.ch.Net, and
            // which
            // classes are loaded and initialized.
            Modules modules = new Modules(instrumentation);
            modules.open(Modules.of(any), "java.io", "java.net", "sun.nio.ch", "java.lang", "jdk.internal.misc");
        }
    }

    /** Returns one of them. */
    private static Class<?> defineAll(Definer definer, AgentJar jar) throws Exception {
        Class<?> any = null;
        Deque<String> left = new ArrayDeque<>(jar.classes(TREE));
        for (int tries = left.size() * left.size(); !left.isEmpty(); tries--) {
            String name = left.poll();
            try {
                any = definer.define(name, jar.read(TREE, name.replace('.', '/') + ".class"));
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof NoClassDefFoundError) || tries <= 0) {
                    throw e;
                }
                // What it extends comes later in the jar.
                left.add(name);
            }
        }
        return any;
    }

    private static boolean isInstalled() {
        try {
            Class.forName(MARK, false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean isModular() {
        return !System.getProperty("java.specification.version").startsWith("1.");
    }

    private interface Definer {
        Class<?> define(String name, byte[] classFile) throws Exception;
    }

    /** Java 8. */
    private static final class PlainDefiner implements Definer {
        private final Object unsafe;
        private final Method defineClass;

        PlainDefiner() throws ReflectiveOperationException {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            unsafe = instance.get(null);
            defineClass = defineClass(type);
        }

        @Override
        public Class<?> define(String name, byte[] classFile) throws Exception {
            return (Class<?>) defineClass.invoke(unsafe, name, classFile, 0, classFile.length, null, null);
        }
    }

    /** Java 9 and later, where the method has moved into a package that must be opened first. */
    private static final class ModularDefiner implements Definer {
        private final Object unsafe;
        private final Method defineClass;

        ModularDefiner(Instrumentation instrumentation) throws ReflectiveOperationException {
            new Modules(instrumentation).open(Modules.of(RecorderInstaller.class), "jdk.internal.misc");
            Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
            unsafe = type.getMethod("getUnsafe").invoke(null);
            defineClass = defineClass(type);
        }

        @Override
        public Class<?> define(String name, byte[] classFile) throws Exception {
            return (Class<?>) defineClass.invoke(unsafe, name, classFile, 0, classFile.length, null, null);
        }
    }

    private static Method defineClass(Class<?> unsafe) throws NoSuchMethodException {
        return unsafe.getMethod(
                "defineClass",
                String.class,
                byte[].class,
                int.class,
                int.class,
                ClassLoader.class,
                ProtectionDomain.class);
    }

    /** {@code java.lang.Module} by reflection, because this class must load on Java 8. */
    private static final class Modules {
        private final Instrumentation instrumentation;

        Modules(Instrumentation instrumentation) {
            this.instrumentation = instrumentation;
        }

        static Object of(Class<?> type) throws ReflectiveOperationException {
            return Class.class.getMethod("getModule").invoke(type);
        }

        /** Opens packages of java.base to one module. */
        void open(Object module, String... packages) throws ReflectiveOperationException {
            Map<String, Set<Object>> opens = new HashMap<>();
            for (String name : packages) {
                opens.put(name, Collections.singleton(module));
            }
            Class<?> moduleType = Class.forName("java.lang.Module");
            Instrumentation.class
                    .getMethod("redefineModule", moduleType, Set.class, Map.class, Map.class, Set.class, Map.class)
                    .invoke(
                            instrumentation,
                            of(Object.class),
                            Collections.emptySet(),
                            Collections.emptyMap(),
                            opens,
                            Collections.emptySet(),
                            Collections.emptyMap());
        }
    }
}
