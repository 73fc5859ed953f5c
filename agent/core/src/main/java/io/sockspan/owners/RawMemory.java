package io.sockspan.owners;

import io.sockspan.modules.Modules;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Reads the fields of any object by the JDK's own {@code Unsafe}, without a call to the object. For any thread.
 *
 * <p>Since Java 9 the JDK's packages that this needs are opened to the module of the agent's core, whose loader the application cannot
 * reach.
 */
final class RawMemory {
    private static final String[] OPENED = {"java.lang", "java.lang.ref", "jdk.internal.misc"};

    /** As a constant, it costs nothing in compiled code. */
    private static final boolean HAS_NEW_UNSAFE = hasNewUnsafe();

    /** How far apart the elements of an array of references are, and such fields. */
    final int referenceSize;
    /** Offset of the first element of an array of references. */
    final int firstElement;

    private final Method declaredFields;
    private final Method threads;
    private final Method dumpThreads;

    /** Needs the JDK's packages to be open. */
    RawMemory() throws ReflectiveOperationException {
        try {
            referenceSize = HAS_NEW_UNSAFE ? NewUnsafe.referenceSize() : OldUnsafe.referenceSize();
            firstElement = HAS_NEW_UNSAFE ? NewUnsafe.firstElement() : OldUnsafe.firstElement();
        } catch (LinkageError e) {
            throw new ReflectiveOperationException(e);
        }
        declaredFields = method(Class.class, "getDeclaredFields0", boolean.class);
        threads = method(Thread.class, "getThreads");
        dumpThreads = method(Thread.class, "dumpThreads", Thread[].class);
    }

    /** @throws ReflectiveOperationException if this JVM does not allow it */
    static RawMemory openedBy(Modules modules) throws ReflectiveOperationException {
        modules.openJavaBaseToModuleOf(RawMemory.class, OPENED);
        return new RawMemory();
    }

    private static boolean hasNewUnsafe() {
        String version = System.getProperty("java.specification.version");
        return !version.startsWith("1.") && Integer.parseInt(version) >= 12;
    }

    private static Method method(Class<?> type, String name, Class<?>... parameters)
            throws ReflectiveOperationException {
        Method method = type.getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }

    /** The reference in a field or an array's element; the field must not be of a primitive type. */
    Object reference(Object of, long offset) {
        return HAS_NEW_UNSAFE ? NewUnsafe.reference(of, offset) : OldUnsafe.reference(of, offset);
    }

    /** What a phantom reference, or on Java 8 a finalizer, refers to; null if that is no longer in use. */
    Object referent(Object phantom) {
        return PhantomReferent.of((Reference<?>) phantom);
    }

    int integer(Object of, long offset) {
        return HAS_NEW_UNSAFE ? NewUnsafe.integer(of, offset) : OldUnsafe.integer(of, offset);
    }

    boolean bool(Object of, long offset) {
        return HAS_NEW_UNSAFE ? NewUnsafe.bool(of, offset) : OldUnsafe.bool(of, offset);
    }

    long offset(Field field) {
        return HAS_NEW_UNSAFE ? NewUnsafe.offset(field) : OldUnsafe.offset(field);
    }

    /** The object that has the static field. */
    Object staticBase(Field field) {
        return HAS_NEW_UNSAFE ? NewUnsafe.staticBase(field) : OldUnsafe.staticBase(field);
    }

    /** Where the static field is in that object. */
    long staticOffset(Field field) {
        return HAS_NEW_UNSAFE ? NewUnsafe.staticOffset(field) : OldUnsafe.staticOffset(field);
    }

    /** The value of a static field that is not of a primitive type. Does not initialize the class. */
    Object staticReference(Field field) {
        return reference(staticBase(field), staticOffset(field));
    }

    /** Whether the static initializer has run: before that, every static field is null. */
    boolean isInitialized(Class<?> type) {
        return HAS_NEW_UNSAFE ? NewUnsafe.isInitialized(type) : OldUnsafe.isInitialized(type);
    }

    /**
     * The fields that the class itself declares, without the JDK's filters. The JVM loads the types of the fields, through the
     * application's loaders, but does not initialize them.
     *
     * @throws LinkageError if a type cannot be loaded
     */
    Field[] fields(Class<?> type) {
        return (Field[]) invoke(declaredFields, type, false);
    }

    /** All live platform threads. Unlike the public methods, it calls no method of the application's thread groups. */
    Thread[] threads() {
        return (Thread[]) invoke(threads, null);
    }

    /** The thread's stack, innermost first; empty if it has ended. Calls no method of the application's subclasses of Thread. */
    StackTraceElement[] stack(Thread thread) {
        if (thread.getClass().getName().startsWith("java.lang.") && thread.getClass() != Thread.class) {
            // A virtual thread, which the native method does not know.
            return thread.getStackTrace();
        }
        StackTraceElement[] stack =
                ((StackTraceElement[][]) invoke(dumpThreads, null, (Object) new Thread[] {thread}))[0];
        return stack == null ? new StackTraceElement[0] : stack;
    }

    private static Object invoke(Method method, Object on, Object... arguments) {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Error) {
                throw (Error) cause;
            }
            if (cause instanceof RuntimeException) {
                throw (RuntimeException) cause;
            }
            // The application's loader may throw anything.
            throw new IllegalStateException(cause);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
