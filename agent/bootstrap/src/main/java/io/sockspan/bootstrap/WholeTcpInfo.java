package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads the whole {@code struct tcp_info} of a descriptor, by {@code getsockopt} itself. {@link KernelCalls} gets only its first four bytes.
 * The agent provides the function once it is linked, which takes too long for a thread of the application; until then, and on a JDK that
 * cannot link it, nothing is read.
 *
 * <p>For all threads. An instance has one buffer: a thread that finds it in use reads nothing, rather than wait.
 */
final class WholeTcpInfo {
    /** More than any known kernel has; what lies beyond is left out. */
    private static final int MOST = 256;

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;

    /** The number of closes, and of accepts, in a second that are all read, a microsecond each. */
    private static final int PER_SECOND = 100;
    /** Above that rate, one in 256 is read. */
    private static final int SHARE = 8;

    private static final WholeTcpInfo OF_HOOKS = new WholeTcpInfo();
    static final WholeTcpInfo OF_AGENT = new WholeTcpInfo();

    private static final RateBudget CLOSES = new RateBudget(PER_SECOND, SHARE, System.nanoTime());
    private static final RateBudget ACCEPTS = new RateBudget(PER_SECOND, SHARE, System.nanoTime());

    /** {@code int getsockopt(int, int, int, long, long)}, with addresses as longs; null if there is none. */
    private volatile MethodHandle getsockopt;

    private final AtomicBoolean inUse = new AtomicBoolean();
    /** The value, and behind it its length; null until the first use. */
    private ByteBuffer buffer;

    private long address;

    private WholeTcpInfo() {}

    /**
     * Provides the function, after a first call that loads what an application's thread must not load.
     *
     * @param ofHooks for the hooks; on Java 17, one handle is for one thread at a time
     * @param ofAgent the same for the agent's threads
     */
    static void provide(MethodHandle ofHooks, MethodHandle ofAgent) {
        if (ofHooks != null) {
            int none = -1;
            OF_HOOKS.read(ofHooks, none);
            LocalAddresses.of(new FileDescriptor());
        }
        OF_AGENT.getsockopt = ofAgent;
        OF_HOOKS.getsockopt = ofHooks;
    }

    static boolean isProvided() {
        return OF_HOOKS.getsockopt != null;
    }

    /** Whether the connection is to be read at the entry of its close: if it is traced or few are closed. */
    static boolean mayReadAtClose(SocketRecord record, long now) {
        return isProvided() && (record.is(SocketRecord.WATCHED) || CLOSES.tryTake(now));
    }

    /** Reads the connection at the entry of its close, on the application's thread. */
    static void readAtClose(SocketRecord record) {
        record.wholeTcpInfoAtClose = OF_HOOKS.read(record.number);
    }

    /** Reads a connection that accept returns, on the application's thread, if few are accepted. */
    static void readAtAccept(PassiveOpen opening, int number, long now) {
        if (isProvided() && ACCEPTS.tryTake(now)) {
            opening.tcpInfo(OF_HOOKS.read(number));
        }
    }

    /** As many bytes as the kernel has returned, in the machine's byte order; null if it has refused, or nothing can be read now. */
    byte[] read(int number) {
        return read(getsockopt, number);
    }

    private byte[] read(MethodHandle function, int number) {
        if (function == null || !inUse.compareAndSet(false, true)) {
            return null;
        }
        try {
            if (buffer == null) {
                allocate();
            }
            buffer.putInt(MOST, MOST);
            int result = (int) function.invokeExact(number, IPPROTO_TCP, TCP_INFO, address, address + MOST);
            int length = buffer.getInt(MOST);
            if (result != 0 || length <= 0 || length > MOST) {
                return null;
            }
            byte[] bytes = new byte[length];
            ((Buffer) buffer).position(0);
            buffer.get(bytes);
            return bytes;
        } catch (Throwable notHere) {
            Errors.rethrow(notHere);
            return null;
        } finally {
            inUse.set(false);
        }
    }

    private void allocate() throws ReflectiveOperationException {
        ByteBuffer fresh = ByteBuffer.allocateDirect(MOST + Integer.BYTES).order(ByteOrder.nativeOrder());
        address = DirectMemory.address(fresh);
        buffer = fresh;
    }
}
