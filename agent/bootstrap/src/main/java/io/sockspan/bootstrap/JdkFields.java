package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.SocketImpl;
import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Reads the private and protected fields of JDK classes that hooks need. The installer opens {@code java.io} and {@code java.net} to this
 * class's module before the class is initialized. A constant method handle costs no more than a field access.
 */
final class JdkFields {
    private static final boolean JAVA_8 = SystemProperty.isJava8();

    /** Since Java 9. */
    private static final class Handles {
        static final MethodHandle NUMBER = getter(FileDescriptor.class, "fd");
        static final MethodHandle SOCKET_DESCRIPTOR = getter(SocketImpl.class, "fd");
        static final MethodHandle SOCKET_ADDRESS = getter(SocketImpl.class, "address");
        static final MethodHandle SOCKET_PORT = getter(SocketImpl.class, "port");
        static final MethodHandle SOCKET_LOCAL_PORT = getter(SocketImpl.class, "localport");
    }

    private JdkFields() {}

    /** The descriptor's number, -1 once it is closed. */
    static int number(FileDescriptor descriptor) {
        try {
            return JAVA_8 ? Java8Fields.number(descriptor) : (int) Handles.NUMBER.invokeExact(descriptor);
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    static FileDescriptor descriptor(SocketImpl socket) {
        try {
            return JAVA_8
                    ? Java8Fields.descriptor(socket)
                    : (FileDescriptor) Handles.SOCKET_DESCRIPTOR.invokeExact(socket);
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    static InetAddress remoteAddress(SocketImpl socket) {
        try {
            return JAVA_8
                    ? Java8Fields.remoteAddress(socket)
                    : (InetAddress) Handles.SOCKET_ADDRESS.invokeExact(socket);
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    static int remotePort(SocketImpl socket) {
        try {
            return JAVA_8 ? Java8Fields.remotePort(socket) : (int) Handles.SOCKET_PORT.invokeExact(socket);
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    static int localPort(SocketImpl socket) {
        try {
            return JAVA_8 ? Java8Fields.localPort(socket) : (int) Handles.SOCKET_LOCAL_PORT.invokeExact(socket);
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    /** Reads a field that each JDK from 8 to 25 has. */
    static MethodHandle getter(Class<?> owner, String name) {
        // A hook may initialize a class with such a field on a stack with application code that a security manager
        // denies this. No lambda, because that would load many classes there.
        return AccessController.doPrivileged(new PrivilegedAction<MethodHandle>() {
            @Override
            public MethodHandle run() {
                try {
                    Field field = owner.getDeclaredField(name);
                    field.setAccessible(true);
                    return MethodHandles.lookup().unreflectGetter(field);
                } catch (ReflectiveOperationException e) {
                    throw new ExceptionInInitializerError(e);
                }
            }
        });
    }
}
