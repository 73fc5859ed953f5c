package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.net.Socket;
import java.net.SocketImpl;

/**
 * Reads the private fields of the JDK's TLS layer that hooks need. The installer opens {@code sun.security.ssl} to this class's module. The
 * class is initialized in the first handshake, when the JDK has loaded its own classes.
 */
final class TlsFields {
    private static final MethodHandle TRANSPORT =
            getter("sun.security.ssl.TransportContext", "transport", Object.class);
    private static final MethodHandle NEGOTIATED =
            getter("sun.security.ssl.TransportContext", "isNegotiated", boolean.class);
    private static final MethodHandle RESUMPTION =
            getter("sun.security.ssl.HandshakeContext", "isResumption", boolean.class);
    /** The socket below the TLS layer; the TLS socket itself if it has no other below. */
    private static final MethodHandle BELOW = getter("sun.security.ssl.BaseSSLSocketImpl", "self", Socket.class);

    private static final MethodHandle IMPLEMENTATION = getter("java.net.Socket", "impl", SocketImpl.class);
    /** Since JDK 13 a socket's implementation may stand in front of the one that has the descriptor; null before. */
    private static final MethodHandle DELEGATE =
            getterOrNull("java.net.DelegatingSocketImpl", "delegate", SocketImpl.class);

    /** TLS in TLS in TLS. */
    private static final int DEEPEST = 4;

    private TlsFields() {}

    /** The socket or engine of a {@code TransportContext}. */
    static Object transport(Object context) {
        try {
            return (Object) TRANSPORT.invokeExact(context);
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    /** Whether a {@code TransportContext} has completed its handshake. */
    static boolean isNegotiated(Object context) {
        try {
            return (boolean) NEGOTIATED.invokeExact(context);
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    /** Whether a {@code HandshakeContext} resumes an earlier session. */
    static boolean isResumption(Object handshakeContext) {
        try {
            return (boolean) RESUMPTION.invokeExact(handshakeContext);
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    /** The descriptor below a socket of the JDK's TLS layer; null if something else than a socket of the JDK's is there. */
    static FileDescriptor descriptor(Socket tls) {
        try {
            Socket socket = tls;
            for (int depth = 0; depth < DEEPEST && isTls(socket); depth++) {
                Socket below = (Socket) BELOW.invokeExact((Object) socket);
                if (below == socket) {
                    break;
                }
                socket = below;
            }
            SocketImpl implementation = (SocketImpl) IMPLEMENTATION.invokeExact((Object) socket);
            if (implementation == null) {
                return null;
            }
            FileDescriptor descriptor = JdkFields.descriptor(implementation);
            return descriptor == null && isDelegating(implementation)
                    ? JdkFields.descriptor((SocketImpl) DELEGATE.invokeExact((Object) implementation))
                    : descriptor;
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    private static boolean isTls(Socket socket) {
        return socket.getClass().getName().equals("sun.security.ssl.SSLSocketImpl");
    }

    private static boolean isDelegating(SocketImpl implementation) {
        // The JDK has one such class, for SOCKS, and one for what ServerSocket accepts.
        return DELEGATE != null
                && implementation.getClass().getClassLoader() == null
                && implementation.getClass().getSuperclass().getName().equals("java.net.DelegatingSocketImpl");
    }

    private static MethodHandle getterOrNull(String owner, String name, Class<?> type) {
        return SystemProperty.isJava8() || !exists(owner) ? null : getter(owner, name, type);
    }

    private static boolean exists(String owner) {
        try {
            Class.forName(owner, false, null);
            return true;
        } catch (ClassNotFoundException notOnThisJdk) {
            return false;
        }
    }

    /** The getter takes any object, because most of these classes cannot be named here. */
    static MethodHandle getter(String owner, String name, Class<?> type) {
        try {
            return JdkFields.getter(Class.forName(owner, false, null), name)
                    .asType(MethodType.methodType(type, Object.class));
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
