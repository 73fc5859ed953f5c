package io.sockspan.modules;

import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Defines modules in the bootstrap loader, and adds reads, exports and opens to modules. A module is an {@code Object} here, because this class must
 * load on Java 8. For all threads.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/api/java.instrument/java/lang/instrument/Instrumentation.html">{@code
 *     Instrumentation.redefineModule}</a>
 */
public final class Modules {
    private static final boolean SUPPORTED =
            !System.getProperty("java.specification.version").startsWith("1.");

    private final Instrumentation instrumentation;

    /** @param instrumentation may change every module, whatever the module itself allows */
    public Modules(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /** Whether this JVM has modules: Java 9 and later. */
    public static boolean areSupported() {
        return SUPPORTED;
    }

    /**
     * The module of a class, since Java 9.
     *
     * @throws ReflectiveOperationException on Java 8
     */
    public static Object of(Class<?> type) throws ReflectiveOperationException {
        if (!SUPPORTED) {
            throw new ReflectiveOperationException("Java 8 has no modules");
        }
        return ModularJdk.moduleOf(type);
    }

    /**
     * Opens packages of java.base to the module of one class. Does nothing on Java 8.
     *
     * @throws ReflectiveOperationException if this JVM refuses
     */
    public void openJavaBaseToModuleOf(Class<?> type, String... packages) throws ReflectiveOperationException {
        if (SUPPORTED) {
            openJavaBase(of(type), packages);
        }
    }

    /**
     * Opens packages of java.base to a module, since Java 9.
     *
     * @throws ReflectiveOperationException if this JVM refuses
     */
    public void openJavaBase(Object to, String... packages) throws ReflectiveOperationException {
        open(of(Object.class), to, packages);
    }

    /**
     * Opens packages of a module to another, since Java 9.
     *
     * @throws ReflectiveOperationException if this JVM refuses
     */
    public void open(Object module, Object to, String... packages) throws ReflectiveOperationException {
        redefine(module, Collections.emptySet(), Collections.emptyMap(), each(to, packages));
    }

    /**
     * Exports packages of a module to another, since Java 9.
     *
     * @throws ReflectiveOperationException if this JVM refuses
     */
    public void export(Object module, Object to, String... packages) throws ReflectiveOperationException {
        redefine(module, Collections.emptySet(), each(to, packages), Collections.emptyMap());
    }

    /**
     * Lets a module read another, since Java 9.
     *
     * @throws ReflectiveOperationException if this JVM refuses
     */
    public void read(Object module, Object other) throws ReflectiveOperationException {
        redefine(module, Collections.singleton(other), Collections.emptyMap(), Collections.emptyMap());
    }

    /**
     * Defines a module in the bootstrap loader, since Java 9. It reads and exports nothing yet.
     *
     * @throws ReflectiveOperationException if this JVM refuses
     */
    public Object define(String name, Set<String> packages, URI location) throws ReflectiveOperationException {
        openJavaBaseToModuleOf(ModularJdk.class, "jdk.internal.module");
        try {
            return ModularJdk.define(name, packages, location);
        } catch (RuntimeException | IncompatibleClassChangeError e) {
            throw new ReflectiveOperationException("The JVM does not define a module " + name + ": " + e, e);
        }
    }

    /**
     * Defines classes in the bootstrap loader, since Java 9; see {@link #openClassDefinition}.
     *
     * @throws NoClassDefFoundError if the bootstrap loader does not have its superclass
     * @throws ReflectiveOperationException if this JVM refuses
     */
    public static void defineClass(String name, byte[] classFile) throws ReflectiveOperationException {
        try {
            ModularJdk.defineClass(name, classFile);
        } catch (IncompatibleClassChangeError e) {
            throw new ReflectiveOperationException("The JVM does not define " + name + ": " + e, e);
        }
    }

    /**
     * Call it before {@link #defineClass}.
     *
     * @throws ReflectiveOperationException if this JVM refuses
     */
    public void openClassDefinition() throws ReflectiveOperationException {
        openJavaBaseToModuleOf(ModularJdk.class, "jdk.internal.misc");
    }

    private static Map<String, Set<Object>> each(Object to, String... packages) {
        Map<String, Set<Object>> result = new HashMap<>();
        for (String name : packages) {
            result.put(name, Collections.singleton(to));
        }
        return result;
    }

    private void redefine(
            Object module, Set<Object> reads, Map<String, Set<Object>> exports, Map<String, Set<Object>> opens)
            throws ReflectiveOperationException {
        if (!SUPPORTED) {
            throw new ReflectiveOperationException("Java 8 has no modules");
        }
        try {
            ModularJdk.redefine(instrumentation, module, reads, exports, opens);
        } catch (RuntimeException e) {
            throw new ReflectiveOperationException("The JVM does not redefine " + module + ": " + e, e);
        }
    }
}
