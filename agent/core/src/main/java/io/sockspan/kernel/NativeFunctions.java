package io.sockspan.kernel;

import io.sockspan.modules.Modules;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Links functions of the C library, through the JDK's foreign function API (JEP 454; JEP 412 on Java 17). That API is not on Java 8 and 11,
 * and has other forms on 18 to 20.
 *
 * <p>The JDK warns of classes that use the API without leave, so the calls to it are made in the name of a class of java.base, which has it.
 * No type of the API stands in the agent's class files, since those must load on Java 8: addresses pass as longs. The API's classes take some
 * 100 ms of processor time to load. For one thread.
 */
public final class NativeFunctions {
    private static final int NO_OPTIONS = 0;

    private final MethodHandles.Lookup inBase;
    private final Object linker;
    private final String api;
    private final boolean isIncubator;
    private final Module17 incubator;

    private NativeFunctions(MethodHandles.Lookup inBase, String api, Module17 incubator) throws Throwable {
        this.inBase = inBase;
        this.api = api;
        this.isIncubator = incubator != null;
        this.incubator = incubator;
        Class<?> type = type(isIncubator ? "CLinker" : "Linker");
        String factory = isIncubator ? "getInstance" : "nativeLinker";
        this.linker =
                inBase.findStatic(type, factory, MethodType.methodType(type)).invoke();
    }

    /**
     * @throws UnsupportedOperationException if this Java runtime cannot link functions; its message says why in a few words
     */
    public static NativeFunctions of(Modules modules) {
        String version = System.getProperty("java.specification.version");
        boolean isIncubator = "17".equals(version);
        if (version.startsWith("1.") || !isIncubator && Integer.parseInt(version) < 21) {
            throw new UnsupportedOperationException("Java " + version + " cannot call it; Java 17, 21 and later can");
        }
        if (!"64".equals(System.getProperty("sun.arch.data.model")) || isOtherVm()) {
            throw new UnsupportedOperationException("only a 64-bit HotSpot JVM can call it");
        }
        try {
            Module17 incubator = isIncubator ? Module17.load(modules) : null;
            String api = isIncubator ? "jdk.incubator.foreign." : "java.lang.foreign.";
            return new NativeFunctions(lookup(modules), api, incubator);
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
     * A function of the C library.
     *
     * @param parameters {@code int.class} and {@code long.class} only, as the result
     * @throws UnsupportedOperationException if there is none
     */
    public MethodHandle function(String name, Class<?> result, Class<?>... parameters) {
        try {
            return link(name, result, parameters);
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
            return (long) inBase.findVirtual(
                            Class.forName("sun.nio.ch.DirectBuffer"), "address", MethodType.methodType(long.class))
                    .invoke(direct);
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable refused) {
            throw new UnsupportedOperationException(
                    "this Java runtime does not say where a buffer is: " + refused, refused);
        }
    }

    private MethodHandle link(String name, Class<?> result, Class<?>... parameters) throws Throwable {
        Class<?> layoutType = type("MemoryLayout");
        Object layouts = Array.newInstance(layoutType, parameters.length);
        for (int i = 0; i < parameters.length; i++) {
            Array.set(layouts, i, layout(parameters[i]));
        }
        Class<?> descriptorType = type("FunctionDescriptor");
        Object descriptor =
                descriptorType.getMethod("of", layoutType, layouts.getClass()).invoke(null, layout(result), layouts);
        MethodType signature = MethodType.methodType(result, parameters);
        Class<?> linkerType = type(isIncubator ? "CLinker" : "Linker");
        if (isIncubator) {
            MethodType downcall =
                    MethodType.methodType(MethodHandle.class, type("Addressable"), MethodType.class, descriptorType);
            return (MethodHandle) inBase.findVirtual(linkerType, "downcallHandle", downcall)
                    .invoke(linker, symbol(linkerType, name), signature, descriptor);
        }
        Object options = Array.newInstance(type("Linker$Option"), NO_OPTIONS);
        MethodType downcall =
                MethodType.methodType(MethodHandle.class, type("MemorySegment"), descriptorType, options.getClass());
        return (MethodHandle) inBase.findVirtual(linkerType, "downcallHandle", downcall)
                .asFixedArity()
                .invoke(linker, symbol(linkerType, name), descriptor, options);
    }

    private Object symbol(Class<?> linkerType, String name) throws Throwable {
        Class<?> lookupType = type("SymbolLookup");
        Object lookup = isIncubator
                ? inBase.findStatic(linkerType, "systemLookup", MethodType.methodType(lookupType))
                        .invoke()
                : linkerType.getMethod("defaultLookup").invoke(linker);
        Object found = lookupType
                .getMethod(isIncubator ? "lookup" : "find", String.class)
                .invoke(lookup, name);
        return ((Optional<?>) found)
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no such function"));
    }

    private Object layout(Class<?> type) throws ReflectiveOperationException {
        boolean isInt = type == int.class;
        return isIncubator
                ? type("CLinker").getField(isInt ? "C_INT" : "C_LONG").get(null)
                : type("ValueLayout").getField(isInt ? "JAVA_INT" : "JAVA_LONG").get(null);
    }

    private Class<?> type(String name) throws ReflectiveOperationException {
        return isIncubator ? incubator.type(api + name) : Class.forName(api + name);
    }

    /** A lookup with all rights of a class of java.base, which may use the API without a warning. */
    private static MethodHandles.Lookup lookup(Modules modules) throws ReflectiveOperationException {
        modules.openJavaBaseToModuleOf(NativeFunctions.class, "java.lang.invoke");
        Field field = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
        field.setAccessible(true);
        return ((MethodHandles.Lookup) field.get(null)).in(Class.forName("sun.nio.ch.Net"));
    }

    /** The module that has the API on Java 17. It is part of the runtime, but resolved only where somebody asks for it. */
    private static final class Module17 {
        private static final String NAME = "jdk.incubator.foreign";

        private final Object module;

        private Module17(Object module) {
            this.module = module;
        }

        static Module17 load(Modules modules) throws ReflectiveOperationException {
            modules.openJavaBaseToModuleOf(NativeFunctions.class, "jdk.internal.module");
            try {
                Object module = Class.forName("jdk.internal.module.Modules")
                        .getMethod("loadModule", String.class)
                        .invoke(null, NAME);
                modules.read(Modules.of(Object.class), module);
                return new Module17(module);
            } catch (InvocationTargetException notThere) {
                throw new UnsupportedOperationException("this Java runtime has no module " + NAME, notThere.getCause());
            }
        }

        Class<?> type(String name) throws ReflectiveOperationException {
            Class<?> type = (Class<?>) Class.class
                    .getMethod("forName", Class.forName("java.lang.Module"), String.class)
                    .invoke(null, module, name);
            if (type == null) {
                throw new ClassNotFoundException(name);
            }
            return type;
        }
    }
}
