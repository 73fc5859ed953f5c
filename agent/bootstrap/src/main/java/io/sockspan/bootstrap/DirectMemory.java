package io.sockspan.bootstrap;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;

/** Memory that native methods read and write. */
final class DirectMemory {
    private DirectMemory() {}

    /**
     * The address of a direct buffer's first byte. It is valid while the buffer is reachable.
     *
     * @throws ReflectiveOperationException if this JDK does not tell it
     */
    static long address(ByteBuffer direct) throws ReflectiveOperationException {
        Method address = Class.forName("sun.nio.ch.DirectBuffer").getMethod("address");
        address.setAccessible(true);
        return (long) address.invoke(direct);
    }
}
