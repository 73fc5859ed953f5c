package io.sockspan.bootstrap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Reads which thread's interrupt closes a channel. {@link AbstractInterruptibleChannel} stores that thread before it closes, on the
 * interrupting thread if the interrupt finds the other one inside a transfer.
 */
final class InterruptedChannels {
    /** From a channel to the thread, null if this JDK has no such field. */
    private static final MethodHandle TARGET = AccessController.doPrivileged(new PrivilegedAction<MethodHandle>() {
        @Override
        public MethodHandle run() {
            MethodHandle found = getter("interrupted");
            // Later JDKs, such as 25, have another name.
            return found == null ? getter("interruptedTarget") : found;
        }
    });

    private InterruptedChannels() {}

    /** Returns when this class is initialized. */
    static void prepare() {
        // The call does it.
    }

    /** The thread whose interrupt closes the channel; null if none does. */
    static Thread target(Object channel) {
        if (TARGET == null || !(channel instanceof AbstractInterruptibleChannel)) {
            return null;
        }
        try {
            Object target = (Object) TARGET.invokeExact((AbstractInterruptibleChannel) channel);
            return target instanceof Thread ? (Thread) target : null;
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    private static MethodHandle getter(String name) {
        try {
            Field field = AbstractInterruptibleChannel.class.getDeclaredField(name);
            field.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectGetter(field)
                    .asType(MethodType.methodType(Object.class, AbstractInterruptibleChannel.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }
}
