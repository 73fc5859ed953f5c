package io.sockspan.owners;

import java.lang.reflect.Field;
import java.security.AccessController;
import java.security.PrivilegedAction;
import sun.misc.Unsafe;

/** As {@link NewUnsafe}, on Java 8 to 11: later JDKs refuse some classes to this one, or warn of it. For any thread. */
@SuppressWarnings({"deprecation", "removal"})
final class OldUnsafe {
    private static final Unsafe UNSAFE = AccessController.doPrivileged(new PrivilegedAction<Unsafe>() {
        @Override
        public Unsafe run() {
            try {
                Field instance = Unsafe.class.getDeclaredField("theUnsafe");
                instance.setAccessible(true);
                return (Unsafe) instance.get(null);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    });

    private OldUnsafe() {}

    static Object reference(Object of, long offset) {
        return UNSAFE.getObject(of, offset);
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

    static int firstElement() {
        return UNSAFE.arrayBaseOffset(Object[].class);
    }

    static int referenceSize() {
        return UNSAFE.arrayIndexScale(Object[].class);
    }
}
