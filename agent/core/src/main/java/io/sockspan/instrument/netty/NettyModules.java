package io.sockspan.instrument.netty;

import io.sockspan.bootstrap.netty.NettyHooks;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lets Netty's classes call their hooks: exports the hooks' package to the module of the classes, since Java 9, and checks that the classes'
 * loader finds the hooks. Uses {@code java.lang.Module} by reflection only, because this class must load on Java 8.
 */
final class NettyModules {
    private static final String PACKAGE = "io.sockspan.bootstrap.netty";
    private static final boolean HAS_MODULES =
            !System.getProperty("java.specification.version").startsWith("1.");

    private final Instrumentation instrumentation;

    NettyModules(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /**
     * Prepares the weaving of a class that is about to be defined.
     *
     * @return false if it must not be woven now, because its loader hides the hooks or it will belong to a named module
     */
    boolean admit(ClassLoader loader, String internalName) throws ReflectiveOperationException {
        if (!findsHooks(loader)) {
            return false;
        }
        if (!HAS_MODULES) {
            return true;
        }
        String name = internalName.substring(0, internalName.lastIndexOf('/')).replace('/', '.');
        if (isInNamedModule(loader, name)) {
            return false;
        }
        export(ClassLoader.class.getMethod("getUnnamedModule").invoke(loader));
        return true;
    }

    /**
     * Prepares the weaving of a class that is defined.
     *
     * @return false if it must not be woven, because its loader hides the hooks
     */
    boolean admit(Class<?> type) throws ReflectiveOperationException {
        if (!findsHooks(type.getClassLoader())) {
            return false;
        }
        if (HAS_MODULES) {
            Object module = moduleOf(type);
            read(module);
            export(module);
        }
        return true;
    }

    /** Loaders need not ask the bootstrap loader: those of OSGi do not, unless a bundle imports the package. */
    private static boolean findsHooks(ClassLoader loader) {
        try {
            return Class.forName(NettyHooks.class.getName(), false, loader) == NettyHooks.class;
        } catch (ClassNotFoundException | LinkageError hidden) {
            return false;
        }
    }

    private static Object moduleOf(Class<?> type) throws ReflectiveOperationException {
        return Class.class.getMethod("getModule").invoke(type);
    }

    private void export(Object module) throws ReflectiveOperationException {
        redefine(
                moduleOf(NettyHooks.class),
                Collections.emptySet(),
                Collections.singletonMap(PACKAGE, Collections.singleton(module)),
                Collections.emptyMap());
    }

    private void read(Object module) throws ReflectiveOperationException {
        Set<Object> hooks = Collections.singleton(moduleOf(NettyHooks.class));
        redefine(module, hooks, Collections.emptyMap(), Collections.emptyMap());
    }

    private void redefine(
            Object module, Set<Object> reads, Map<String, Set<Object>> exports, Map<String, Set<Object>> opens)
            throws ReflectiveOperationException {
        Class<?> type = Class.forName("java.lang.Module");
        Instrumentation.class
                .getMethod("redefineModule", type, Set.class, Map.class, Map.class, Set.class, Map.class)
                .invoke(instrumentation, module, reads, exports, opens, Collections.emptySet(), Collections.emptyMap());
    }

    /** Whether classes that the loader will define in that package belong to a named module. The JVM decides it by the loader's layers. */
    private boolean isInNamedModule(ClassLoader loader, String packageName) throws ReflectiveOperationException {
        Class<?> layerType = Class.forName("java.lang.ModuleLayer");
        List<Object> layers = new ArrayList<>();
        layers.add(layerType.getMethod("boot").invoke(null));
        Method layersOf = layerType.getDeclaredMethod("layers", ClassLoader.class);
        Set<Object> core = Collections.singleton(moduleOf(NettyModules.class));
        redefine(
                moduleOf(Object.class),
                Collections.emptySet(),
                Collections.emptyMap(),
                Collections.singletonMap("java.lang", core));
        layersOf.setAccessible(true);
        ((Stream<?>) layersOf.invoke(null, loader)).forEach(layers::add);
        Class<?> moduleType = Class.forName("java.lang.Module");
        for (Object layer : new HashSet<>(layers)) {
            for (Object module : (Set<?>) layerType.getMethod("modules").invoke(layer)) {
                if (moduleType.getMethod("getClassLoader").invoke(module) == loader
                        && ((Set<?>) moduleType.getMethod("getPackages").invoke(module)).contains(packageName)) {
                    return true;
                }
            }
        }
        return false;
    }
}
