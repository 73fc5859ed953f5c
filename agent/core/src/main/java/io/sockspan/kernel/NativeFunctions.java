package io.sockspan.kernel;

import io.sockspan.modules.Modules;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/**
 * Links functions of the C library, through the JDK's foreign function API (JEP 454; JEP 412 on Java 17). That API is not on Java 8 and 11,
 * and has other forms on 18 to 20.
 *
 * <p>No type of the API stands in the agent's class files, since those must load on Java 8: addresses pass as longs. The API's classes take some
 * 100 ms of processor time to load. For one thread.
 */
public final class NativeFunctions {
    private final MethodHandles.Lookup all;
    private final Linker linker;

    private NativeFunctions(MethodHandles.Lookup all, Linker linker) {
        this.all = all;
        this.linker = linker;
    }

    /** Makes method handles of functions. */
    interface Linker {
        /** @throws UnsupportedOperationException if the C library has no such function */
        MethodHandle link(String name, MethodType signature) throws Throwable;
    }

    /**
     * @throws UnsupportedOperationException if this Java runtime cannot link functions; its message says why in a few words
     */
    public static NativeFunctions of(Modules modules) {
        String version = System.getProperty("java.specification.version");
        boolean is17 = "17".equals(version);
        if (version.startsWith("1.") || !is17 && Integer.parseInt(version) < 21) {
            throw new UnsupportedOperationException("Java " + version + " cannot call it; Java 17, 21 and later can");
        }
        if (!"64".equals(System.getProperty("sun.arch.data.model")) || isOtherVm()) {
            throw new UnsupportedOperationException("only a 64-bit HotSpot JVM can call it");
        }
        try {
            MethodHandles.Lookup all = lookup(modules);
            return new NativeFunctions(all, is17 ? Java17Linker.of(modules, all) : ForeignLinker.of(all));
        } catch (VirtualMachineError | UnsupportedOperationException known) {
            throw known;
        } catch (Throwable refused) {
            throw new UnsupportedOperationException("this Java runtime does not let it be called: " + refused, refused);
        }
    }

    private static boolean isOtherVm() {
        return !String.valueOf(System.getProperty("java.vm.name")).matches(".*(OpenJDK|HotSpot).*");
    }

    /**
     * A function of the C library. On Java 17 the handle is for one thread at a time.
     *
     * @param parameters {@code int.class} and {@code long.class} only, as the result, and six at most
     * @throws UnsupportedOperationException if there is none
     */
    public MethodHandle function(String name, Class<?> result, Class<?>... parameters) {
        try {
            return linker.link(name, MethodType.methodType(result, parameters));
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable refused) {
            throw new UnsupportedOperationException(
                    "this Java runtime does not link " + name + ": " + refused, refused);
        }
    }

    /**
     * Where the memory of a direct buffer is. It stays there as long as the buffer is reachable.
     *
     * @throws UnsupportedOperationException if this Java runtime does not say
     */
    public long address(ByteBuffer direct) {
        try {
            return (long) all.findVirtual(
                            Class.forName("sun.nio.ch.DirectBuffer"), "address", MethodType.methodType(long.class))
                    .invoke(direct);
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable refused) {
            throw new UnsupportedOperationException(
                    "this Java runtime does not say where a buffer is: " + refused, refused);
        }
    }

    /** A lookup with all rights. */
    private static MethodHandles.Lookup lookup(Modules modules) throws ReflectiveOperationException {
        modules.openJavaBaseToModuleOf(NativeFunctions.class, "java.lang.invoke");
        Field field = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
        field.setAccessible(true);
        return (MethodHandles.Lookup) field.get(null);
    }
}
