package io.sockspan.bootstrap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.security.AccessController;
import java.security.PrivilegedAction;

/** Reads the memory from which the channels' dispatcher writes, and into which it reads. */
final class NativeMemory {
    private static final MethodHandle BYTE = find("getByte");
    private static final MethodHandle LONG = find("getLong");

    private NativeMemory() {}

    /** Whether this JDK supports it, with addresses of 64 bits. */
    static boolean isReadable() {
        return BYTE != null && LONG != null && "64".equals(SystemProperty.get("sun.arch.data.model"));
    }

    /** @param address of memory that is allocated */
    static byte byteAt(long address) {
        try {
            return (byte) BYTE.invokeExact(address);
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    /** In the machine's byte order. */
    static long longAt(long address) {
        try {
            return (long) LONG.invokeExact(address);
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    private static MethodHandle find(String name) {
        // A hook may initialize this class on a stack with application code that a security manager denies this.
        return AccessController.doPrivileged(new PrivilegedAction<MethodHandle>() {
            @Override
            public MethodHandle run() {
                try {
                    Class<?> type =
                            Class.forName(SystemProperty.isJava8() ? "sun.misc.Unsafe" : "jdk.internal.misc.Unsafe");
                    Field instance = type.getDeclaredField("theUnsafe");
                    instance.setAccessible(true);
                    return MethodHandles.lookup()
                            .unreflect(type.getMethod(name, long.class))
                            .bindTo(instance.get(null));
                } catch (ReflectiveOperationException | RuntimeException notOnThisJdk) {
                    return null;
                }
            }
        });
    }
}
