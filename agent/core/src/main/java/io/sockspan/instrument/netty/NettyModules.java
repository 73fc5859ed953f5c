package io.sockspan.instrument.netty;

import io.sockspan.bootstrap.netty.NettyHooks;
import io.sockspan.modules.Modules;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lets Netty's classes call their hooks: exports the hooks' package to the module of the classes, since Java 9, and checks that the classes'
 * loader finds the hooks. Uses {@code java.lang.Module} by reflection only, because this class must load on Java 8.
 */
final class NettyModules {
    private static final String PACKAGE = "io.sockspan.bootstrap.netty";

    private final Modules modules;

    NettyModules(Modules modules) {
        this.modules = modules;
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
        if (!Modules.areSupported()) {
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
        if (Modules.areSupported()) {
            Object module = Modules.of(type);
            modules.read(module, Modules.of(NettyHooks.class));
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

    private void export(Object module) throws ReflectiveOperationException {
        modules.export(Modules.of(NettyHooks.class), module, PACKAGE);
    }

    /** Whether classes that the loader will define in that package belong to a named module. The JVM decides it by the loader's layers. */
    private boolean isInNamedModule(ClassLoader loader, String packageName) throws ReflectiveOperationException {
        Class<?> layerType = Class.forName("java.lang.ModuleLayer");
        List<Object> layers = new ArrayList<>();
        layers.add(layerType.getMethod("boot").invoke(null));
        Method layersOf = layerType.getDeclaredMethod("layers", ClassLoader.class);
        modules.openJavaBaseToModuleOf(NettyModules.class, "java.lang");
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
