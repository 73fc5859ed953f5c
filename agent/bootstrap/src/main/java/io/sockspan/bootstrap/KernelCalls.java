package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Reads the kernel's state of an open descriptor, through native methods of the JDK.
 *
 * <p>{@code sun.nio.ch.Net.getIntOption0} is {@code getsockopt} with a length of four. For TCP_INFO (tcp(7)) it returns the first four
 * bytes of {@code struct tcp_info}: state, congestion state, retransmits, probes. The installer opens {@code sun.nio.ch} to this class's
 * module. If a native method is missing, the result is the value for "unknown", never an exception.
 */
final class KernelCalls {
    /** Bytes or the end of the stream can be read (poll(2)). */
    static final int POLLIN = 0x1;
    /** The kernel accepts more bytes to send (poll(2)). */
    static final int POLLOUT = 0x4;
    /** The peer's FIN has arrived, possibly after unread bytes (poll(2)). */
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
    /** The protocol of a socket (socket(7)). */
    private static final int SO_PROTOCOL = 38;

    private static final boolean LINUX = "Linux".equals(SystemProperty.get("os.name"));
    private static final MethodHandle GET_INT_OPTION =
            LINUX ? find("getIntOption0", FileDescriptor.class, boolean.class, int.class, int.class) : null;
    private static final MethodHandle POLL = LINUX ? find("poll", FileDescriptor.class, int.class, long.class) : null;
    /** Null before JDK 13. */
    private static final MethodHandle AVAILABLE = find("available", FileDescriptor.class);
    /** Replaces it before JDK 13; else null. */
    private static final UnreadBytes UNREAD_BYTES = AVAILABLE == null && LINUX ? UnreadBytes.find() : null;

    private static final MethodHandle SET_NUMBER =
            method("sun.nio.ch.IOUtil", "setfdVal", FileDescriptor.class, int.class);

    /** Whether a sandbox forbids the call. seccomp(2) then returns the same error for every socket: EPERM, ENOSYS or any other. */
    private static volatile boolean denied;
    /** Whether the call has ever succeeded, so that no sandbox forbids it. */
    private static boolean succeeded;

    private KernelCalls() {}

    /** Whether this system allows reading tcp_info, as far as known. */
    static boolean isReadable() {
        return GET_INT_OPTION != null && !denied;
    }

    /** Whether the descriptor is an open TCP socket; true if unknown. */
    static boolean isTcp(FileDescriptor descriptor) {
        return tcpInfo(descriptor) != 0 || !isReadable();
    }

    /** The first four bytes of {@code struct tcp_info}; 0 if unknown. */
    static int tcpInfo(FileDescriptor descriptor) {
        // The native methods of Java 8 and 11 crash the JVM if they get null.
        if (!isReadable() || descriptor == null) {
            return 0;
        }
        try {
            int tcpInfo = (int) GET_INT_OPTION.invokeExact(descriptor, false, IPPROTO_TCP, TCP_INFO);
            if (!succeeded) {
                succeeded = true;
            }
            return tcpInfo;
        } catch (Throwable notTcpAnyMore) {
            Errors.rethrow(notTcpAnyMore);
            if (!succeeded && (isDenial(notTcpAnyMore) || isRefusedForTcp(descriptor))) {
                denied = true;
            }
            // After the JDK's preClose the number refers to something that is no TCP socket.
            return 0;
        }
    }

    /** An option of four bytes of level SOL_SOCKET (socket(7)); -1 if unknown or if the descriptor is no socket. */
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

    /**
     * Whether the call fails for a socket that is TCP before and after it. So the failure is not due to a close by another thread, whatever
     * error the sandbox returns and in whatever language the system names it.
     */
    private static boolean isRefusedForTcp(FileDescriptor descriptor) {
        if (socketOption(descriptor, SO_PROTOCOL) != IPPROTO_TCP) {
            return false;
        }
        try {
            int ignored = (int) GET_INT_OPTION.invokeExact(descriptor, false, IPPROTO_TCP, TCP_INFO);
            return false;
        } catch (Throwable again) {
            Errors.rethrow(again);
            return socketOption(descriptor, SO_PROTOCOL) == IPPROTO_TCP;
        }
    }

    /**
     * For a sandbox that forbids the other options, too. Compares with strerror(EPERM), which the kernel itself never returns for this
     * option.
     */
    static boolean isDenial(Throwable failure) {
        String message = failure.getMessage();
        return message != null && message.contains("Operation not permitted");
    }

    /** The current events among {@link #POLLIN} and {@link #POLLRDHUP}; -1 if unknown. */
    static int poll(FileDescriptor descriptor) {
        return poll(descriptor, POLLIN | POLLRDHUP);
    }

    /** The current events among the given ones and those that poll(2) always reports; -1 if unknown. */
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

    /** The number of unread bytes; -1 if unknown. */
    static int unread(FileDescriptor descriptor) {
        if (descriptor == null || AVAILABLE == null && UNREAD_BYTES == null) {
            return -1;
        }
        try {
            return AVAILABLE == null ? UNREAD_BYTES.count(descriptor) : (int) AVAILABLE.invokeExact(descriptor);
        } catch (Throwable closedMeanwhile) {
            Errors.rethrow(closedMeanwhile);
            return -1;
        }
    }

    /**
     * A new descriptor object for a number whose own object was collected. Its collection closes nothing. Null if this JDK does not support
     * it.
     */
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
        // A hook may initialize this class on a stack with application code that a security manager denies this. No
        // lambda,
        // because that would load many classes there.
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
