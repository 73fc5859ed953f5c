package io.sockspan.owners;

import io.sockspan.modules.Modules;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Reads the fields of any object by the JDK's own {@code Unsafe}, without a call to the object. For any thread.
 *
 * <p>Since Java 9 the JDK's packages that this needs are opened to the module of the agent's core, whose loader the application cannot
 * reach.
 */
final class RawMemory {
    private static final String[] OPENED = {"java.lang", "java.lang.ref", "jdk.internal.misc"};

    private final MethodHandle reference;
    private final MethodHandle referent;
    private final MethodHandle integer;
    private final MethodHandle bool;
    private final MethodHandle fieldOffset;
    private final MethodHandle staticBase;
    private final MethodHandle staticOffset;
    private final MethodHandle shouldBeInitialized;
    private final MethodHandle declaredFields;
    private final MethodHandle threads;
    private final MethodHandle dumpThreads;

    /** @throws ReflectiveOperationException if this JVM does not allow it */
    RawMemory(Modules modules) throws ReflectiveOperationException {
        Class<?> type = Class.forName(Modules.areSupported() ? "jdk.internal.misc.Unsafe" : "sun.misc.Unsafe");
        modules.openJavaBaseToModuleOf(RawMemory.class, OPENED);
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object unsafe = instance.get(null);
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        String reader =
                Arrays.stream(type.getMethods()).anyMatch(m -> m.getName().equals("getReference"))
                        ? "getReference"
                        : "getObject";
        reference = find(lookup, unsafe, reader, Object.class, Object.class, long.class);
        referent = referent(lookup);
        integer = find(lookup, unsafe, "getInt", int.class, Object.class, long.class);
        bool = find(lookup, unsafe, "getBoolean", boolean.class, Object.class, long.class);
        fieldOffset = find(lookup, unsafe, "objectFieldOffset", long.class, Field.class);
        staticBase = find(lookup, unsafe, "staticFieldBase", Object.class, Field.class);
        staticOffset = find(lookup, unsafe, "staticFieldOffset", long.class, Field.class);
        shouldBeInitialized = find(lookup, unsafe, "shouldBeInitialized", boolean.class, Class.class);
        declaredFields = unreflect(lookup, Class.class, "getDeclaredFields0", boolean.class);
        threads = unreflect(lookup, Thread.class, "getThreads");
        dumpThreads = unreflect(lookup, Thread.class, "dumpThreads", Thread[].class);
    }

    private static MethodHandle find(
            MethodHandles.Lookup lookup, Object unsafe, String name, Class<?> result, Class<?>... parameters)
            throws ReflectiveOperationException {
        return lookup.findVirtual(unsafe.getClass(), name, MethodType.methodType(result, parameters))
                .bindTo(unsafe);
    }

    private static MethodHandle unreflect(
            MethodHandles.Lookup lookup, Class<?> type, String name, Class<?>... parameters)
            throws ReflectiveOperationException {
        Method method = type.getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return lookup.unreflect(method);
    }

    /**
     * {@code Reference.get}, past the override of {@code PhantomReference}, which returns null. The field itself must not be read by
     * Unsafe: compiled code would use the barrier of a strong reference, and revive an object that ZGC is about to free.
     */
    private static MethodHandle referent(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        MethodType type = MethodType.methodType(Object.class);
        if (!Modules.areSupported()) {
            return lookup.findVirtual(Reference.class, "get", type);
        }
        MethodHandles.Lookup inPhantom = (MethodHandles.Lookup) MethodHandles.class
                .getMethod("privateLookupIn", Class.class, MethodHandles.Lookup.class)
                .invoke(null, PhantomReference.class, lookup);
        return inPhantom
                .findSpecial(Reference.class, "get", type, PhantomReference.class)
                .asType(MethodType.methodType(Object.class, Reference.class));
    }

    /** The reference in a field or an array's element; the field must not be of a primitive type. */
    Object reference(Object of, long offset) {
        try {
            return (Object) reference.invokeExact(of, offset);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** What a phantom reference, or on Java 8 a finalizer, refers to; null if that is no longer in use. */
    Object referent(Object phantom) {
        try {
            return (Object) referent.invokeExact((Reference<?>) phantom);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    int integer(Object of, long offset) {
        try {
            return (int) integer.invokeExact(of, offset);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    boolean bool(Object of, long offset) {
        try {
            return (boolean) bool.invokeExact(of, offset);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    long offset(Field field) {
        try {
            return (long) fieldOffset.invokeExact(field);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** The value of a static field that is not of a primitive type. Does not initialize the class. */
    Object staticReference(Field field) {
        try {
            return reference((Object) staticBase.invokeExact(field), (long) staticOffset.invokeExact(field));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** Whether the static initializer has run: before that, every static field is null. */
    boolean isInitialized(Class<?> type) {
        try {
            return !(boolean) shouldBeInitialized.invokeExact((Class<?>) type);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /**
     * The fields that the class itself declares, without the JDK's filters. The JVM loads the types of the fields, through the
     * application's loaders, but does not initialize them.
     *
     * @throws LinkageError if a type cannot be loaded
     */
    Field[] fields(Class<?> type) {
        try {
            return (Field[]) declaredFields.invoke(type, false);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** All live platform threads. Unlike the public methods, it calls no method of the application's thread groups. */
    Thread[] threads() {
        try {
            return (Thread[]) threads.invoke();
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** The thread's stack, innermost first; empty if it has ended. Calls no method of the application's subclasses of Thread. */
    StackTraceElement[] stack(Thread thread) {
        if (thread.getClass().getName().startsWith("java.lang.") && thread.getClass() != Thread.class) {
            // A virtual thread, which the native method does not know.
            return thread.getStackTrace();
        }
        try {
            StackTraceElement[] stack = ((StackTraceElement[][]) dumpThreads.invoke(new Thread[] {thread}))[0];
            return stack == null ? new StackTraceElement[0] : stack;
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static RuntimeException rethrown(Throwable e) {
        if (e instanceof Error) {
            throw (Error) e;
        }
        if (e instanceof RuntimeException) {
            throw (RuntimeException) e;
        }
        // The application's loader may throw anything.
        throw new IllegalStateException(e);
    }
}
