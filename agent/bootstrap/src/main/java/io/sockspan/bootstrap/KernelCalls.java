package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Asks the kernel about an open descriptor, through natives that the JDK has anyway.
 *
 * <p>{@code sun.nio.ch.Net.getIntOption0} is {@code getsockopt} of four bytes; asked for TCP_INFO (tcp(7)) it gives the first four
 * bytes of {@code struct tcp_info}: state, congestion state, retransmits, probes. The installer opens {@code sun.nio.ch} to this
 * class's module. Where a native is missing, the answer is "not known", never an exception.
 */
final class KernelCalls {
    /** Bytes, or the end of the stream, wait to be read (poll(2)). */
    static final int POLLIN = 0x1;
    /** The kernel takes more bytes to send (poll(2)). */
    static final int POLLOUT = 0x4;
    /** The peer's FIN is here, even behind unread bytes (poll(2)). */
    static final int POLLRDHUP = 0x2000;

    /** TCP_ESTABLISHED in Linux's include/net/tcp_states.h. */
    static final int ESTABLISHED = 1;
    /** TCP_CLOSE. */
    static final int CLOSED = 7;
    /** TCP_CLOSE_WAIT. */
    static final int CLOSE_WAIT = 8;

    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;

    private static final boolean LINUX = "Linux".equals(System.getProperty("os.name"));
    private static final MethodHandle GET_INT_OPTION =
            LINUX ? find("getIntOption0", FileDescriptor.class, boolean.class, int.class, int.class) : null;
    private static final MethodHandle POLL = LINUX ? find("poll", FileDescriptor.class, int.class, long.class) : null;
    /** From JDK 13 on. */
    private static final MethodHandle AVAILABLE = find("available", FileDescriptor.class);

    private static final MethodHandle SET_NUMBER =
            method("sun.nio.ch.IOUtil", "setfdVal", FileDescriptor.class, int.class);
    private static final MethodHandle LOCAL_ADDRESS = find("localAddress", FileDescriptor.class);

    /** Whether a sandbox forbids the question: seccomp(2) then answers EPERM for each socket. */
    private static volatile boolean denied;

    private KernelCalls() {}

    /** Whether the kernel's state can be read on this system at all, as far as is known by now. */
    static boolean isReadable() {
        return GET_INT_OPTION != null && !denied;
    }

    /** Whether that is an open TCP socket; true where the kernel cannot be asked. */
    static boolean isTcp(FileDescriptor descriptor) {
        return tcpInfo(descriptor) != 0 || !isReadable();
    }

    /** The first four bytes of {@code struct tcp_info}, or 0 if the kernel does not say. */
    static int tcpInfo(FileDescriptor descriptor) {
        // The natives of Java 8 and 11 crash the JVM at null.
        if (!isReadable() || descriptor == null) {
            return 0;
        }
        try {
            return (int) GET_INT_OPTION.invokeExact(descriptor, false, IPPROTO_TCP, TCP_INFO);
        } catch (Throwable notTcpAnyMore) {
            Errors.rethrow(notTcpAnyMore);
            denied |= isDenial(notTcpAnyMore);
            // After the JDK's preClose the number stands for something that is no TCP socket.
            return 0;
        }
    }

    /** An option of four bytes of level SOL_SOCKET (socket(7)); -1 if the kernel does not say, as of what is no socket. */
    static int socketOption(FileDescriptor descriptor, int option) {
        if (GET_INT_OPTION == null) {
            return -1;
        }
        try {
            return (int) GET_INT_OPTION.invokeExact(descriptor, false, SOL_SOCKET, option);
        } catch (Throwable noSocket) {
            Errors.rethrow(noSocket);
            return -1;
        }
    }

    /** strerror(EPERM); on Linux the JDK passes it on untranslated. The kernel itself never refuses this option so. */
    static boolean isDenial(Throwable failure) {
        String message = failure.getMessage();
        return message != null && message.contains("Operation not permitted");
    }

    /** Which of {@link #POLLIN} and {@link #POLLRDHUP} hold now; -1 if the kernel does not say. */
    static int poll(FileDescriptor descriptor) {
        return poll(descriptor, POLLIN | POLLRDHUP);
    }

    /** Which of these events hold now, and those that are always reported (poll(2)); -1 if the kernel does not say. */
    static int poll(FileDescriptor descriptor, int events) {
        if (POLL == null || descriptor == null) {
            return -1;
        }
        try {
            return (int) POLL.invokeExact(descriptor, events, 0L);
        } catch (Throwable closedMeanwhile) {
            Errors.rethrow(closedMeanwhile);
            return -1;
        }
    }

    /** The bytes that wait to be read, -1 if that cannot be asked (before JDK 13). */
    static int unread(FileDescriptor descriptor) {
        if (AVAILABLE == null || descriptor == null) {
            return -1;
        }
        try {
            return (int) AVAILABLE.invokeExact(descriptor);
        } catch (Throwable closedMeanwhile) {
            Errors.rethrow(closedMeanwhile);
            return -1;
        }
    }

    /**
     * Whether close would throw bytes away that nobody has read: 0 if there are none, their number or another positive number if
     * there are some, -1 if it cannot be told.
     *
     * @param tcpInfo what {@link #tcpInfo} has just said of the same descriptor
     */
    static int unreadAtClose(FileDescriptor descriptor, int tcpInfo) {
        if (AVAILABLE != null) {
            return unread(descriptor);
        }
        int events = poll(descriptor);
        if (events < 0) {
            return -1;
        }
        if ((events & POLLIN) == 0) {
            return 0;
        }
        // Readable without the peer's FIN: only bytes can make it so. With the FIN it may be the end of the stream
        // alone.
        return (tcpInfo & 0xff) == ESTABLISHED && (events & POLLRDHUP) == 0 ? 1 : -1;
    }

    /** The address that the descriptor is bound to, or null if the kernel does not say. Not for application threads: 0.5 µs. */
    static InetSocketAddress localAddress(FileDescriptor descriptor) {
        if (LOCAL_ADDRESS == null || descriptor == null) {
            return null;
        }
        try {
            return (InetSocketAddress) LOCAL_ADDRESS.invokeExact(descriptor);
        } catch (Throwable closedMeanwhile) {
            Errors.rethrow(closedMeanwhile);
            return null;
        }
    }

    /** A descriptor object for a number whose own object is gone. It does not close anything when it is collected. */
    static FileDescriptor descriptorOf(int number) {
        FileDescriptor descriptor = new FileDescriptor();
        try {
            SET_NUMBER.invokeExact(descriptor, number);
            return descriptor;
        } catch (Throwable notOnThisJdk) {
            Errors.rethrow(notOnThisJdk);
            return null;
        }
    }

    private static MethodHandle find(String name, Class<?>... parameters) {
        return method("sun.nio.ch.Net", name, parameters);
    }

    private static MethodHandle method(String owner, String name, Class<?>... parameters) {
        // A hook may be the first to come here, with an application below it that a security manager denies this.
        // Not a lambda, which would load much there.
        return AccessController.doPrivileged(new PrivilegedAction<MethodHandle>() {
            @Override
            public MethodHandle run() {
                try {
                    Method method = Class.forName(owner).getDeclaredMethod(name, parameters);
                    method.setAccessible(true);
                    return MethodHandles.lookup().unreflect(method);
                } catch (ReflectiveOperationException | RuntimeException notOnThisJdk) {
                    return null;
                }
            }
        });
    }
}
