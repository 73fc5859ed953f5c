package io.sockspan.bootstrap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Polls many descriptors with one system call, poll(2). It uses the native method of the JDK's own poll selector ({@code
 * sun.nio.ch.PollSelectorImpl}; {@code PollArrayWrapper} on Java 8). One call for each descriptor would take almost a microsecond each. For
 * one thread.
 */
public final class DescriptorPoll {
    /**
     * The most descriptors in one call. The kernel refuses more than the process's limit of descriptors, which is rarely lower than this.
     */
    public static final int MOST = 1_024;

    /** {@code struct pollfd}: an int and two shorts. */
    private static final int SIZE = 8;

    private static final int EVENTS = 4;
    private static final int ANSWER = 6;
    private static final short ASKED = (short) (KernelCalls.POLLIN | KernelCalls.POLLOUT | KernelCalls.POLLRDHUP);

    private static final MethodHandle POLL = KernelCalls.isReadable() ? find() : null;

    private final ByteBuffer entries;
    private final long address;

    private DescriptorPoll(ByteBuffer entries, long address) {
        this.entries = entries;
        this.address = address;
    }

    /** Null if this JDK or system does not support it. */
    static DescriptorPoll create() {
        if (POLL == null) {
            return null;
        }
        try {
            ByteBuffer entries = ByteBuffer.allocateDirect(MOST * SIZE).order(ByteOrder.nativeOrder());
            return new DescriptorPoll(entries, DirectMemory.address(entries));
        } catch (ReflectiveOperationException | RuntimeException | OutOfMemoryError notHere) {
            // The application may have used up its direct memory.
            return null;
        }
    }

    /** Sets the descriptor to poll at an index below {@link #MOST}. */
    public void set(int index, int number) {
        entries.putInt(index * SIZE, number);
        entries.putShort(index * SIZE + EVENTS, ASKED);
    }

    /** Polls the descriptors at the first {@code count} indices; false if the call failed. */
    public boolean ask(int count) {
        try {
            return (int) POLL.invokeExact(address, count, 0) >= 0;
        } catch (Throwable refused) {
            Errors.rethrow(refused);
            return false;
        }
    }

    /** The result of the last poll at an index: the event bits of poll(2), 0 for no event. */
    public int answer(int index) {
        return entries.getShort(index * SIZE + ANSWER) & 0xffff;
    }

    private static MethodHandle find() {
        MethodType type = MethodType.methodType(int.class, long.class, int.class, int.class);
        try {
            try {
                Method poll = Class.forName("sun.nio.ch.PollSelectorImpl")
                        .getDeclaredMethod("poll", long.class, int.class, int.class);
                poll.setAccessible(true);
                return MethodHandles.lookup().unreflect(poll);
            } catch (NoSuchMethodException jdk8) {
                Class<?> wrapper = Class.forName("sun.nio.ch.PollArrayWrapper");
                Constructor<?> constructor = wrapper.getDeclaredConstructor(int.class);
                constructor.setAccessible(true);
                Method poll = wrapper.getDeclaredMethod("poll0", long.class, int.class, long.class);
                poll.setAccessible(true);
                return MethodHandles.lookup()
                        .unreflect(poll)
                        .bindTo(constructor.newInstance(1))
                        .asType(type);
            }
        } catch (ReflectiveOperationException | RuntimeException notOnThisJdk) {
            return null;
        }
    }
}
