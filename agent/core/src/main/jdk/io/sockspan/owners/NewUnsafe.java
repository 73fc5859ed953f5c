package io.sockspan.owners;

import java.lang.reflect.Field;
import jdk.internal.misc.Unsafe;

/**
 * The JDK's own {@code Unsafe} since Java 12, called directly: a search that reads a million references by method handles is slow until these are
 * compiled, and makes the JVM's compiler work. {@code jdk.internal.misc} must be opened to this class before its first use. For any thread.
 */
final class NewUnsafe {
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();

    private NewUnsafe() {}

    static Object reference(Object of, long offset) {
        return UNSAFE.getReference(of, offset);
    }

    static int integer(Object of, long offset) {
        return UNSAFE.getInt(of, offset);
    }

    static boolean bool(Object of, long offset) {
        return UNSAFE.getBoolean(of, offset);
    }

    static long offset(Field field) {
        return UNSAFE.objectFieldOffset(field);
    }

    static Object staticBase(Field field) {
        return UNSAFE.staticFieldBase(field);
    }

    static long staticOffset(Field field) {
        return UNSAFE.staticFieldOffset(field);
    }

    static boolean isInitialized(Class<?> type) {
        return !UNSAFE.shouldBeInitialized(type);
    }

    /** By reflection: a later JDK has made the result a {@code long}. */
    static int firstElement() {
        try {
            Object offset =
                    Unsafe.class.getMethod("arrayBaseOffset", Class.class).invoke(UNSAFE, Object[].class);
            return ((Number) offset).intValue();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static int referenceSize() {
        return UNSAFE.arrayIndexScale(Object[].class);
    }
}
