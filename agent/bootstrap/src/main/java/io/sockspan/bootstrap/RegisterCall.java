package io.sockspan.bootstrap;

import java.lang.invoke.MethodHandle;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A function of the C library on Java 17, called through the native method that the JDK's own foreign function API ends in. That method
 * loads the processor's registers from memory, calls, and stores them.
 *
 * <p>The API itself ({@code jdk.internal.foreign}, JEP 412) allocates that memory for each call until the JIT has compiled the call. If
 * {@code Thread.stop} hits it then, {@code ResourceScopeImpl.addOrCleanupIfFail} swallows the {@link ThreadDeath} and frees memory that stays in
 * use, so that the thread goes on and the JVM can crash. Here the memory stays, and nothing catches anything.
 *
 * <p>Code of the application's can be on the stack, so this class is here, and it stays after a detach. For one thread at a time.
 */
public final class RegisterCall {
    /** As many whole numbers as the kernel's own calls take; all pass in registers. */
    public static final int ARGUMENTS = 6;

    /** What the JDK aligns it to. */
    private static final int ALIGNMENT = 64;

    private final MethodHandle call;
    private final ByteBuffer registers;
    private final long address;
    private final int[] arguments;
    private final int result;

    /**
     * @param call takes the address of the registers' memory as a long, and returns nothing
     * @param size of that memory, in bytes
     * @param function the address of the function, and {@code functionOffset} where it is to be stored
     * @param arguments the offsets of the {@value #ARGUMENTS} registers for whole numbers
     * @param result the offset of the register for the result
     * @throws ReflectiveOperationException if this JDK does not tell where a buffer is
     */
    public RegisterCall(MethodHandle call, int size, long function, int functionOffset, int[] arguments, int result)
            throws ReflectiveOperationException {
        ByteBuffer memory = ByteBuffer.allocateDirect(size + ALIGNMENT);
        int gap = (int) (-DirectMemory.address(memory) & ALIGNMENT - 1);
        ((Buffer) memory).position(gap);
        this.registers = memory.slice().order(ByteOrder.nativeOrder());
        this.address = DirectMemory.address(memory) + gap;
        this.call = call;
        this.arguments = arguments.clone();
        this.result = result;
        registers.putLong(functionOffset, function);
    }

    /** Calls the function. It ignores arguments that it does not have. */
    public long call(long a, long b, long c, long d, long e, long f) throws Throwable {
        registers.putLong(arguments[0], a);
        registers.putLong(arguments[1], b);
        registers.putLong(arguments[2], c);
        registers.putLong(arguments[3], d);
        registers.putLong(arguments[4], e);
        registers.putLong(arguments[5], f);
        call.invokeExact(address);
        return registers.getLong(result);
    }
}
