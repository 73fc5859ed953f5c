package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.SocketImpl;
import java.security.AccessController;
import java.security.PrivilegedAction;
import sun.misc.Unsafe;

/**
 * What {@link JdkFields} reads, on Java 8, by the place of the field in the object. The first method handle of a JVM takes Java 8 some twenty
 * milliseconds of processor time, which would be the application's before its first socket is connected.
 */
final class Java8Fields {
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

    private static final long NUMBER = offset(FileDescriptor.class, "fd");
    private static final long SOCKET_DESCRIPTOR = offset(SocketImpl.class, "fd");
    private static final long SOCKET_ADDRESS = offset(SocketImpl.class, "address");
    private static final long SOCKET_PORT = offset(SocketImpl.class, "port");
    private static final long SOCKET_LOCAL_PORT = offset(SocketImpl.class, "localport");

    private Java8Fields() {}

    static int number(FileDescriptor descriptor) {
        return UNSAFE.getInt(checked(descriptor), NUMBER);
    }

    static FileDescriptor descriptor(SocketImpl socket) {
        return (FileDescriptor) UNSAFE.getObject(checked(socket), SOCKET_DESCRIPTOR);
    }

    static InetAddress remoteAddress(SocketImpl socket) {
        return (InetAddress) UNSAFE.getObject(checked(socket), SOCKET_ADDRESS);
    }

    static int remotePort(SocketImpl socket) {
        return UNSAFE.getInt(checked(socket), SOCKET_PORT);
    }

    static int localPort(SocketImpl socket) {
        return UNSAFE.getInt(checked(socket), SOCKET_LOCAL_PORT);
    }

    /** With null, it would read at an address of the process. */
    private static Object checked(Object owner) {
        if (owner == null) {
            throw new NullPointerException();
        }
        return owner;
    }

    private static long offset(Class<?> owner, String name) {
        return AccessController.doPrivileged(new PrivilegedAction<Long>() {
            @Override
            public Long run() {
                try {
                    return UNSAFE.objectFieldOffset(owner.getDeclaredField(name));
                } catch (ReflectiveOperationException e) {
                    throw new ExceptionInInitializerError(e);
                }
            }
        });
    }
}
