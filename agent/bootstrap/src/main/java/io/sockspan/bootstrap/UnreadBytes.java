package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Counts unread bytes before JDK 13, whose {@code sun.nio.ch.Net} has no method for it. {@link FileInputStream#available} is FIONREAD
 * (tcp(7)) for a socket, after an {@code fstat}.
 *
 * <p>A stream of Java 8 closes its descriptor when it is collected. So each count makes a stream without its constructor, which would
 * register the stream with the finalizer and with the descriptor, and takes the descriptor away from it again.
 */
final class UnreadBytes {
    private final MethodHandle allocate;
    private final MethodHandle setDescriptor;

    private UnreadBytes() throws ReflectiveOperationException {
        Class<?> unsafe = Class.forName(SystemProperty.isJava8() ? "sun.misc.Unsafe" : "jdk.internal.misc.Unsafe");
        Field instance = unsafe.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        allocate = MethodHandles.lookup()
                .unreflect(unsafe.getMethod("allocateInstance", Class.class))
                .bindTo(instance.get(null));
        Field descriptor = FileInputStream.class.getDeclaredField("fd");
        descriptor.setAccessible(true);
        setDescriptor = MethodHandles.lookup().unreflectSetter(descriptor);
    }

    /** Null if this JDK does not support it. */
    static UnreadBytes find() {
        // A hook may initialize its user on a stack with application code that a security manager denies this. It is no
        // lambda, because a lambda would load many classes there.
        return AccessController.doPrivileged(new PrivilegedAction<UnreadBytes>() {
            @Override
            public UnreadBytes run() {
                try {
                    return new UnreadBytes();
                } catch (ReflectiveOperationException | RuntimeException notOnThisJdk) {
                    return null;
                }
            }
        });
    }

    /**
     * The number of unread bytes of an open connection.
     *
     * @throws java.io.IOException if the descriptor is closed, or is none of a connection
     */
    int count(FileDescriptor descriptor) throws Throwable {
        FileInputStream stream = (FileInputStream) (Object) allocate.invokeExact((Class<?>) FileInputStream.class);
        setDescriptor.invokeExact(stream, descriptor);
        try {
            return stream.available();
        } finally {
            setDescriptor.invokeExact(stream, (FileDescriptor) null);
        }
    }
}
