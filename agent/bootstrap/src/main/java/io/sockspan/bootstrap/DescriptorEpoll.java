package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An epoll instance of the agent's own (epoll(7)), through the native methods of the JDK's selectors. The kernel reports a registered
 * socket once for each change to a closed direction; bytes that arrive are reported only if that is asked for. The registration is
 * edge-triggered: a level-triggered one would report without end if another process holds the socket after its close here.
 *
 * <p>One thread waits. Any thread may add and remove while it does. Nobody may add or remove after {@link #close}, because the number of
 * the instance may belong to an epoll instance of the application then.
 */
public final class DescriptorEpoll {
    /** The most descriptors that one wait reports. */
    public static final int MOST = 1_024;

    /** Bytes or the peer's FIN have arrived. */
    public static final int DATA = 0x1;
    /** The socket became writable, or its connect ended. */
    public static final int OUT = 0x4;
    /** An error waits. */
    public static final int ERROR = 0x8;
    /** Both directions are closed. */
    public static final int HANG_UP = 0x10;
    /** The peer's FIN has arrived, or the application has shut the input down. */
    public static final int PEER_CLOSED = 0x2000;

    /** errno of {@link #change} for a descriptor that is not registered. */
    public static final int ENOENT = 2;
    /** errno of {@link #add} for a descriptor that is registered already. */
    public static final int EEXIST = 17;

    private static final int EDGE_TRIGGERED = 1 << 31;
    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int CHANGE = 3;

    private static final Natives NATIVES = KernelCalls.isReadable() ? Natives.find() : null;

    private final int number;
    private final ByteBuffer events;
    private final long address;
    /** Its reading end in the upper half, its writing end in the lower; 0 if there is none. */
    private long pipe;

    private DescriptorEpoll(int number, ByteBuffer events, long address) {
        this.number = number;
        this.events = events;
        this.address = address;
    }

    /** Whether this JDK and system have it. */
    static boolean isSupported() {
        return NATIVES != null;
    }

    /** A new instance; null if this JDK or system does not support it, or no descriptor or memory is left. */
    static DescriptorEpoll create() {
        if (NATIVES == null) {
            return null;
        }
        try {
            ByteBuffer events = ByteBuffer.allocateDirect(MOST * NATIVES.size).order(ByteOrder.nativeOrder());
            long start = DirectMemory.address(events);
            return new DescriptorEpoll((int) NATIVES.create.invokeExact(), events, start);
        } catch (Throwable notHere) {
            Errors.rethrow(notHere);
            return null;
        }
    }

    /** The descriptor's number of this instance. */
    public int number() {
        return number;
    }

    /**
     * Registers a descriptor.
     *
     * @param more what is to be reported besides its closing: 0, {@link #DATA}, or {@link #OUT} for the end of its connect
     * @return 0 or the errno: {@link #EEXIST} if the same open file is registered already
     */
    public int add(int descriptor, int more) {
        return control(ADD, descriptor, PEER_CLOSED | EDGE_TRIGGERED | more);
    }

    /**
     * Registers another instance, which is reported as long as it has something to report.
     *
     * @return whether that succeeded
     */
    public boolean add(DescriptorEpoll other) {
        return control(ADD, other.number, DATA) == 0;
    }

    /** Changes what is reported of a registered descriptor. What is the case already is reported once more. Parameters as in {@link #add}. */
    public int change(int descriptor, int more) {
        return control(CHANGE, descriptor, PEER_CLOSED | EDGE_TRIGGERED | more);
    }

    /** Removes a descriptor. The kernel does so itself when a socket is closed. */
    public void remove(int descriptor) {
        control(REMOVE, descriptor, 0);
    }

    private int control(int operation, int descriptor, int mask) {
        try {
            return (int) NATIVES.control.invokeExact(number, operation, descriptor, mask);
        } catch (Throwable refused) {
            Errors.rethrow(refused);
            return Integer.MAX_VALUE;
        }
    }

    /** Waits up to that many milliseconds. Returns how many descriptors have news; they are at the indices below. */
    public int await(int millis) {
        try {
            return Math.max(0, (int) NATIVES.await.invokeExact(number, address, MOST, millis));
        } catch (Throwable interrupted) {
            Errors.rethrow(interrupted);
            return 0;
        }
    }

    /** The descriptor at an index of the last wait. It may have been closed since, and its number may be another socket's. */
    public int descriptor(int index) {
        return events.getInt(index * NATIVES.size + NATIVES.data);
    }

    /** What the last wait reports of the descriptor at an index, in the bits above. */
    public int news(int index) {
        return events.getInt(index * NATIVES.size + NATIVES.mask);
    }

    /**
     * Makes the present wait and all later ones return at once. To be called once, before {@link #close}.
     *
     * @return whether that succeeded: it takes two descriptors and a registration
     */
    public boolean endWaits() {
        try {
            pipe = (long) NATIVES.pipe.invokeExact(true);
            // One can always write to it.
            return control(ADD, (int) pipe, OUT) == 0;
        } catch (Throwable noDescriptorLeft) {
            Errors.rethrow(noDescriptorLeft);
            return false;
        }
    }

    /** Closes the instance, which forgets all registrations. To be called once. */
    public void close() {
        close(number);
        if (pipe != 0) {
            close((int) pipe);
            close((int) (pipe >> 32));
        }
    }

    private static void close(int number) {
        // sun.nio.ch.FileDispatcherImpl has a method for it, but its initializer takes two descriptors. If none is
        // left it fails, and the application could never use the class again.
        FileDescriptor descriptor = KernelCalls.descriptorOf(number);
        if (descriptor != null) {
            try {
                new FileInputStream(descriptor).close();
            } catch (IOException | SecurityException alreadyClosedOrDenied) {
                // A security manager of the application's may deny everything; the rest of the end is not to suffer.
            }
        }
    }

    /** The native methods, and the layout of {@code struct epoll_event}. */
    private static final class Natives {
        final MethodHandle create;
        final MethodHandle control;
        final MethodHandle await;
        final MethodHandle pipe;
        final int size;
        final int mask;
        final int data;

        private Natives(Class<?> epoll, boolean isJava8) throws Throwable {
            create = method(epoll, isJava8 ? "epollCreate" : "create");
            control = method(epoll, isJava8 ? "epollCtl" : "ctl", int.class, int.class, int.class, int.class);
            await = isJava8 ? awaitOfJava8() : method(epoll, "wait", int.class, long.class, int.class, int.class);
            pipe = method(Class.forName("sun.nio.ch.IOUtil"), "makePipe", boolean.class);
            size = (int) method(epoll, "eventSize").invokeExact();
            mask = (int) method(epoll, "eventsOffset").invokeExact();
            data = (int) method(epoll, "dataOffset").invokeExact();
        }

        /** Null if this JDK does not have them. */
        static Natives find() {
            try {
                // It loads the native libraries. On Java 11 and 17 the initializer of EPoll fails without them, and the
                // application could then never open a selector.
                Class.forName("sun.nio.ch.IOUtil");
                boolean isJava8 =
                        System.getProperty("java.specification.version").startsWith("1.");
                return new Natives(Class.forName("sun.nio.ch.EPoll"), isJava8);
            } catch (Throwable notOnThisJdk) {
                Errors.rethrow(notOnThisJdk);
                return null;
            }
        }

        /** {@code EPoll.epollWait} of Java 8 knows no timeout. That of the selector's class does; it uses no field of its instance. */
        private static MethodHandle awaitOfJava8() throws ReflectiveOperationException {
            Class<?> wrapper = Class.forName("sun.nio.ch.EPollArrayWrapper");
            Field unsafe = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
            unsafe.setAccessible(true);
            Object instance =
                    unsafe.getType().getMethod("allocateInstance", Class.class).invoke(unsafe.get(null), wrapper);
            MethodHandle wait = method(wrapper, "epollWait", long.class, int.class, long.class, int.class)
                    .bindTo(instance)
                    .asType(MethodType.methodType(int.class, long.class, int.class, int.class, int.class));
            MethodType order = MethodType.methodType(int.class, int.class, long.class, int.class, int.class);
            return MethodHandles.permuteArguments(wait, order, 1, 2, 3, 0);
        }

        private static MethodHandle method(Class<?> owner, String name, Class<?>... parameters)
                throws ReflectiveOperationException {
            Method method = owner.getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        }
    }
}
