package io.sockspan.instrument;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The module of the bootstrap classes since Java 9, and the packages that are opened to it. It exports the package of the records only to
 * java.base, whose woven code calls it, and to the agent's core.
 *
 * <p>It uses {@code java.lang.Module} by reflection only, because this class must load on Java 8.
 */
final class BootstrapModule {
    private static final String NAME = "io.sockspan.bootstrap";
    /** Exported to those modules of the application that have woven classes. */
    private static final String FOR_NETTY = NAME + ".netty";

    /**
     * The packages of java.base in which the bootstrap classes read descriptor numbers, socket addresses, the kernel's state and the loaded
     * classes.
     */
    private static final String[] OPENED = {"java.io", "java.net", "sun.nio.ch", "java.lang", "jdk.internal.misc"};

    private final Instrumentation instrumentation;
    private final Class<?> moduleType;
    private final Object javaBase;
    private final Object core;

    BootstrapModule(Instrumentation instrumentation) throws ReflectiveOperationException {
        this.instrumentation = instrumentation;
        this.moduleType = Class.forName("java.lang.Module");
        this.javaBase = of(Object.class);
        this.core = of(BootstrapModule.class);
    }

    private static Object of(Class<?> type) throws ReflectiveOperationException {
        return Class.class.getMethod("getModule").invoke(type);
    }

    /** Creates the module. Call it before any of its classes is defined. */
    void create() throws ReflectiveOperationException {
        openToCore("jdk.internal.module");
        Class<?> descriptorType = Class.forName("java.lang.module.ModuleDescriptor");
        Class<?> builderType = Class.forName("java.lang.module.ModuleDescriptor$Builder");
        Object builder = descriptorType.getMethod("newModule", String.class).invoke(null, NAME);
        Set<String> packages = new HashSet<>(Arrays.asList(NAME, FOR_NETTY));
        builderType.getMethod("packages", Set.class).invoke(builder, packages);
        Object descriptor = builderType.getMethod("build").invoke(builder);
        Method define = Class.forName("jdk.internal.module.Modules")
                .getMethod("defineModule", ClassLoader.class, descriptorType, URI.class);
        Object module = define.invoke(null, null, descriptor, URI.create("sockspan:bootstrap"));
        redefine(module, javaBase, exports(javaBase), Collections.emptyMap());
        Map<String, Set<Object>> opens = new HashMap<>();
        for (String name : OPENED) {
            opens.put(name, Collections.singleton(module));
        }
        redefine(javaBase, module, Collections.emptyMap(), opens);
    }

    /**
     * Lets the core use the classes and read the one private field. Each start of the agent needs this, because its core has a new loader.
     */
    void exportToCore(Class<?> any) throws ReflectiveOperationException {
        redefine(of(any), null, exports(core), exports(core));
    }

    /** Opens a package of java.base to the core. */
    void openToCore(String name) throws ReflectiveOperationException {
        redefine(javaBase, null, Collections.emptyMap(), Collections.singletonMap(name, Collections.singleton(core)));
    }

    private static Map<String, Set<Object>> exports(Object module) {
        Map<String, Set<Object>> exports = new HashMap<>();
        exports.put(NAME, Collections.singleton(module));
        exports.put(FOR_NETTY, Collections.singleton(module));
        return exports;
    }

    /** @param read a module that {@code module} shall read, or null */
    private void redefine(Object module, Object read, Map<String, Set<Object>> exports, Map<String, Set<Object>> opens)
            throws ReflectiveOperationException {
        Set<Object> reads = new HashSet<>(read == null ? Collections.emptyList() : Arrays.asList(read));
        Instrumentation.class
                .getMethod("redefineModule", moduleType, Set.class, Map.class, Map.class, Set.class, Map.class)
                .invoke(instrumentation, module, reads, exports, opens, Collections.emptySet(), Collections.emptyMap());
    }
}
