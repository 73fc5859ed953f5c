package io.sockspan.bootstrap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Queries the JVM about the application's classes. It neither loads nor initializes a class of the application and does not call its
 * loader, so a hook may use it. The installer opens {@code java.lang} and {@code jdk.internal.misc} to this class's module. If this JDK
 * does not support the query, no class counts as loaded.
 */
public final class LoadedClasses {
    private static final MethodHandle FIND_LOADED = privileged(false);
    private static final MethodHandle SHOULD_BE_INITIALIZED = privileged(true);

    private LoadedClasses() {}

    /**
     * The class that this loader has already loaded under a name, or null. For the bootstrap loader, which is null, the call may load the
     * class.
     */
    public static Class<?> find(ClassLoader loader, String name) {
        if (FIND_LOADED == null || SHOULD_BE_INITIALIZED == null) {
            return null;
        }
        try {
            return loader == null ? Class.forName(name, false, null) : (Class<?>) FIND_LOADED.invokeExact(loader, name);
        } catch (Throwable notFound) {
            letThreadDeathOut(notFound);
            return null;
        }
    }

    /** Whether a class is initialized, so that using it neither runs its initializer nor waits for another thread that runs it. */
    public static boolean isInitialized(Class<?> type) {
        try {
            return !(boolean) SHOULD_BE_INITIALIZED.invokeExact(type);
        } catch (Throwable unknown) {
            letThreadDeathOut(unknown);
            return false;
        }
    }

    /** {@code Thread.stop} may have thrown it, because hooks run on the application's threads. */
    private static void letThreadDeathOut(Throwable failure) {
        Error death = Errors.threadDeath(failure);
        if (death != null) {
            throw death;
        }
    }

    /** A hook may initialize this class on a stack with application code that a security manager denies this. */
    private static MethodHandle privileged(boolean initialized) {
        return AccessController.doPrivileged(new PrivilegedAction<MethodHandle>() {
            @Override
            public MethodHandle run() {
                return initialized ? shouldBeInitialized() : findLoaded();
            }
        });
    }

    private static MethodHandle findLoaded() {
        try {
            Method method = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        } catch (ReflectiveOperationException | RuntimeException notOnThisJdk) {
            return null;
        }
    }

    /** JDK 22 removed the method from {@code sun.misc.Unsafe}; JDK 8 has no other class with it. */
    private static MethodHandle shouldBeInitialized() {
        try {
            Class<?> type = Class.forName(SystemProperty.isJava8() ? "sun.misc.Unsafe" : "jdk.internal.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            Method method = type.getMethod("shouldBeInitialized", Class.class);
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method).bindTo(instance.get(null));
        } catch (ReflectiveOperationException | RuntimeException notOnThisJdk) {
            return null;
        }
    }
}
