package io.sockspan.modules;

import java.lang.instrument.Instrumentation;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * The calls to the JDK that Java 8 does not have. They are made directly, because since JDK 18 each call by reflection makes the JVM spin classes: at
 * start these were as many as all the agent's own, and took a tenth of a second of processor time.
 *
 * <p>The build compiles this class alone against its own JDK, to a class file of Java 8. Java 8 loads the class and must call none of its methods. No
 * type that Java 8 does not have stands in a signature. For all threads.
 */
final class ModularJdk {
    private ModularJdk() {}

    static Object moduleOf(Class<?> type) {
        return type.getModule();
    }

    /** @see Instrumentation#redefineModule */
    @SuppressWarnings({"rawtypes", "unchecked"})
    static void redefine(
            Instrumentation instrumentation,
            Object module,
            Set<Object> reads,
            Map<String, Set<Object>> exports,
            Map<String, Set<Object>> opens) {
        instrumentation.redefineModule(
                (Module) module,
                (Set) reads,
                (Map) exports,
                (Map) opens,
                Collections.emptySet(),
                Collections.emptyMap());
    }

    /**
     * A new module of the bootstrap loader, which reads and exports nothing yet.
     *
     * @throws IllegalAccessError if {@code jdk.internal.module} is not exported to this class
     */
    static Object define(String name, Set<String> packages, URI location) {
        ModuleDescriptor descriptor =
                ModuleDescriptor.newModule(name).packages(packages).build();
        return jdk.internal.module.Modules.defineModule(null, descriptor, location);
    }

    /**
     * Defines a class in the bootstrap loader.
     *
     * @throws IllegalAccessError if {@code jdk.internal.misc} is not exported to this class
     * @throws NoClassDefFoundError if the bootstrap loader does not have its superclass
     */
    static void defineClass(String name, byte[] classFile) {
        jdk.internal.misc.Unsafe.getUnsafe().defineClass(name, classFile, 0, classFile.length, null, null);
    }
}
