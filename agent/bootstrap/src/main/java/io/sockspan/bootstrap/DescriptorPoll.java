package io.sockspan.bootstrap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Asks the kernel about many descriptors with one system call, poll(2), through the native of the JDK's own selector that uses it
 * ({@code sun.nio.ch.PollSelectorImpl}, {@code PollArrayWrapper} on 8). To ask one after the other takes most of a microsecond each.
 * For one thread.
 */
public final class DescriptorPoll {
    /** How many are asked about at once. More than the process's limit of descriptors, which is seldom below, the kernel refuses. */
    public static final int MOST = 1_024;

    /** {@code struct pollfd}: an int and two shorts. */
    private static final int SIZE = 8;

    private static final int EVENTS = 4;
    private static final int ANSWER = 6;

    private static final MethodHandle POLL = KernelCalls.isReadable() ? find() : null;

    private final ByteBuffer places;
    private final long address;

    private DescriptorPoll(ByteBuffer places, long address) {
        this.places = places;
        this.address = address;
    }

    /** Null where this JDK or system does not have what it takes. */
    static DescriptorPoll create() {
        if (POLL == null) {
            return null;
        }
        try {
            ByteBuffer places = ByteBuffer.allocateDirect(MOST * SIZE).order(ByteOrder.nativeOrder());
            Method address = Class.forName("sun.nio.ch.DirectBuffer").getMethod("address");
            address.setAccessible(true);
            return new DescriptorPoll(places, (long) address.invoke(places));
        } catch (ReflectiveOperationException | RuntimeException | OutOfMemoryError notHere) {
            // The application may have used up its direct memory.
            return null;
        }
    }

    /** Sets which descriptor is asked about in that place, below {@link #MOST}. */
    public void set(int place, int number) {
        places.putInt(place * SIZE, number);
        places.putShort(place * SIZE + EVENTS, (short) (KernelCalls.POLLIN | KernelCalls.POLLRDHUP));
    }

    /** Asks about the first so many places; false if the kernel has not answered. */
    public boolean ask(int count) {
        try {
            return (int) POLL.invokeExact(address, count, 0) >= 0;
        } catch (Throwable refused) {
            Errors.rethrow(refused);
            return false;
        }
    }

    /** What the kernel has answered for that place: bits of poll(2), 0 if there is nothing to tell. */
    public int answer(int place) {
        return places.getShort(place * SIZE + ANSWER) & 0xffff;
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
