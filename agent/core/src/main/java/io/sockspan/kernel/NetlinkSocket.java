package io.sockspan.kernel;

import io.sockspan.modules.Modules;
import java.lang.invoke.MethodHandle;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The real {@link DiagSocket}. Its calls never wait: the kernel answers while it takes a request, and what it has not answered then it never
 * will.
 *
 * <p>The descriptor exists for the microseconds of one conversation, on the agent's thread. So it is in nobody's count, a detach finds
 * nothing to close, and its number cannot have become that of an application's socket. For one thread.
 */
public final class NetlinkSocket implements DiagSocket {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int MSG_DONTWAIT = 0x40;
    /** recv(2) then returns the length of the datagram, also if that is more than the buffer holds. */
    private static final int MSG_TRUNC = 0x20;

    /** Holds {@link LookUps#AT_ONCE} requests. */
    private static final int REQUESTS = 4_096;
    /** More than the kernel puts into one datagram: a page, or as much as it was last asked to receive. */
    private static final int ANSWERS = 16_384;
    /** {@code struct sockaddr_nl}: family, padding, port and groups. The kernel's own port is 0. */
    private static final int SENDER_LENGTH = 12;

    private static final int SENDER = ANSWERS;
    private static final int SENDER_PORT = SENDER + 4;
    private static final int LENGTH_OF_SENDER = SENDER + 16;
    private static final int NONE = -1;
    /** Number, address, length and flags; the peer's address, and its length or where that is. */
    private static final Class<?>[] TRANSFER = {int.class, long.class, long.class, int.class, long.class, long.class};

    private static final long THE_KERNEL = 0;

    private final MethodHandle socket;
    private final MethodHandle sendto;
    private final MethodHandle recvfrom;
    private final MethodHandle close;
    private final ByteBuffer out = ByteBuffer.allocateDirect(REQUESTS).order(ByteOrder.nativeOrder());
    private final ByteBuffer in =
            ByteBuffer.allocateDirect(LENGTH_OF_SENDER + Integer.BYTES).order(ByteOrder.nativeOrder());
    private final long outAddress;
    private final long inAddress;
    private int number = NONE;

    private NetlinkSocket(NativeFunctions functions) {
        socket = functions.function("socket", int.class, int.class, int.class, int.class);
        // Each signature takes the JDK some milliseconds to make code for; these two share one.
        sendto = functions.function("sendto", long.class, TRANSFER);
        recvfrom = functions.function("recvfrom", long.class, TRANSFER);
        close = functions.function("close", int.class, int.class);
        outAddress = functions.address(out);
        inAddress = functions.address(in);
    }

    /**
     * Links what it calls. Opens nothing.
     *
     * @throws UnsupportedOperationException if this Java runtime cannot link functions of the C library
     */
    public static DiagSocket link(Modules modules) {
        return new NetlinkSocket(NativeFunctions.of(modules));
    }

    @Override
    public boolean open() {
        try {
            number = (int) socket.invokeExact(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
        } catch (Throwable failed) {
            rethrowFatal(failed);
        }
        return number >= 0;
    }

    @Override
    public boolean send(ByteBuffer requests) {
        try {
            long length = requests.remaining();
            return length
                    == (long) sendto.invokeExact(number, outAddress, length, MSG_DONTWAIT, THE_KERNEL, THE_KERNEL);
        } catch (Throwable failed) {
            rethrowFatal(failed);
            return false;
        }
    }

    @Override
    public ByteBuffer receive() {
        try {
            in.putInt(LENGTH_OF_SENDER, SENDER_LENGTH);
            long length = (long) recvfrom.invokeExact(
                    number,
                    inAddress,
                    (long) ANSWERS,
                    MSG_DONTWAIT | MSG_TRUNC,
                    inAddress + SENDER,
                    inAddress + LENGTH_OF_SENDER);
            boolean isOfKernel = in.getInt(LENGTH_OF_SENDER) == SENDER_LENGTH && in.getInt(SENDER_PORT) == 0;
            if (length <= 0 || length > ANSWERS || !isOfKernel) {
                return null;
            }
            ((Buffer) in).position(0).limit((int) length);
            ByteBuffer datagram = in.slice().order(ByteOrder.nativeOrder());
            ((Buffer) in).clear();
            return datagram;
        } catch (Throwable failed) {
            rethrowFatal(failed);
            return null;
        }
    }

    @Override
    public void close() {
        try {
            int ignored = (int) close.invokeExact(number);
        } catch (Throwable failed) {
            rethrowFatal(failed);
        } finally {
            number = NONE;
        }
    }

    @Override
    public ByteBuffer buffer() {
        return out;
    }

    private static void rethrowFatal(Throwable failed) {
        if (failed instanceof VirtualMachineError) {
            throw (VirtualMachineError) failed;
        }
    }
}
