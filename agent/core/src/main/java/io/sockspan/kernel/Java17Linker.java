package io.sockspan.kernel;

import io.sockspan.bootstrap.RegisterCall;
import io.sockspan.modules.Modules;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Makes {@link RegisterCall}s from what the foreign function API of Java 17 (JEP 412) is made of: {@code jdk.internal.foreign.abi}, whose
 * {@code ProgrammableInvoker} generates the code that moves the arguments. Why it does not take that API's own calls stands there.
 *
 * <p>The API is in {@code jdk.incubator.foreign}, a module that is part of the runtime, but is resolved only where somebody asks for it.
 */
final class Java17Linker implements NativeFunctions.Linker {
    private static final String MODULE = "jdk.incubator.foreign";
    private static final String ABI = "jdk.internal.foreign.abi.";
    /** {@code StorageClasses.INTEGER} of both architectures. */
    private static final int WHOLE_NUMBERS = 0;

    private final MethodHandles.Lookup all;
    private final Object module;
    /** Takes the address of the registers' memory. */
    private final MethodHandle invoke;

    private final Object layout;
    private final int[] arguments;
    private final int result;

    private Java17Linker(MethodHandles.Lookup all, Object module) throws Throwable {
        this.all = all;
        this.module = module;
        Class<?> abiType = type(ABI + "ABIDescriptor");
        Class<?> layoutType = type(ABI + "BufferLayout");
        Class<?> invoker = type(ABI + "ProgrammableInvoker");
        Object abi = abi(abiType);
        this.layout = all.findStatic(layoutType, "of", MethodType.methodType(layoutType, abiType))
                .invoke(abi);
        this.invoke = MethodHandles.insertArguments(
                all.findStatic(invoker, "invokeNative", MethodType.methodType(void.class, long.class, long.class)),
                0,
                code(invoker, abi));
        Object[] parameters = registers(abiType, abi, "inputStorage");
        this.arguments = new int[RegisterCall.ARGUMENTS];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = offset("argOffset", parameters[i]);
        }
        this.result = offset("retOffset", registers(abiType, abi, "outputStorage")[0]);
    }

    /**
     * @param all a lookup with all rights
     * @throws UnsupportedOperationException if this Java runtime has no such module, or the processor is another
     */
    static Java17Linker of(Modules modules, MethodHandles.Lookup all) throws Throwable {
        modules.openJavaBaseToModuleOf(Java17Linker.class, "jdk.internal.module");
        Object module;
        try {
            module = Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, MODULE);
        } catch (InvocationTargetException notThere) {
            throw new UnsupportedOperationException("this Java runtime has no module " + MODULE, notThere.getCause());
        }
        modules.read(Modules.of(Object.class), module);
        return new Java17Linker(all, module);
    }

    /** The code that moves the arguments, from where the JDK keeps it: it is never freed. */
    private long code(Class<?> invoker, Object abi) throws Throwable {
        @SuppressWarnings("unchecked")
        Map<Object, Long> known = (Map<Object, Long>)
                all.findStaticGetter(invoker, "adapterStubs", Map.class).invoke();
        Long code = known.get(abi);
        if (code == null) {
            MethodType type = MethodType.methodType(long.class, abi.getClass(), layout.getClass());
            code = (long) all.findStatic(invoker, "generateAdapter", type).invoke(abi, layout);
            known.put(abi, code);
        }
        return code;
    }

    @Override
    public MethodHandle link(String name, MethodType signature) throws Throwable {
        RegisterCall call =
                new RegisterCall(invoke, number("size"), symbol(name), number("arguments_next_pc"), arguments, result);
        Class<?>[] longs = new Class<?>[RegisterCall.ARGUMENTS];
        Arrays.fill(longs, long.class);
        MethodHandle handle = all.bind(call, "call", MethodType.methodType(long.class, longs));
        int unused = RegisterCall.ARGUMENTS - signature.parameterCount();
        handle = MethodHandles.insertArguments(handle, signature.parameterCount(), zeros(unused));
        return MethodHandles.explicitCastArguments(handle, signature);
    }

    private static Object[] zeros(int count) {
        Object[] zeros = new Object[count];
        Arrays.fill(zeros, 0L);
        return zeros;
    }

    /** How functions are called on this processor. */
    private Object abi(Class<?> abiType) throws Throwable {
        String processor = System.getProperty("os.arch");
        switch (processor) {
            case "amd64":
            case "x86_64":
                return all.findStaticGetter(type(ABI + "x64.sysv.CallArranger"), "CSysV", abiType)
                        .invoke();
            case "aarch64":
                return all.findStaticGetter(type(ABI + "aarch64.CallArranger"), "C", abiType)
                        .invoke();
            default:
                throw new UnsupportedOperationException("Java 17 cannot call it on " + processor);
        }
    }

    private Object[] registers(Class<?> abiType, Object abi, String field) throws Throwable {
        Class<?> byClass = Array.newInstance(type(ABI + "VMStorage"), 0, 0).getClass();
        return ((Object[][]) all.findGetter(abiType, field, byClass).invoke(abi))[WHOLE_NUMBERS];
    }

    private int offset(String method, Object register) throws Throwable {
        return (int) (long)
                all.findVirtual(layout.getClass(), method, MethodType.methodType(long.class, register.getClass()))
                        .invoke(layout, register);
    }

    private int number(String field) throws Throwable {
        return (int) (long) all.findGetter(layout.getClass(), field, long.class).invoke(layout);
    }

    private long symbol(String name) throws Throwable {
        Class<?> lookupType = type("jdk.incubator.foreign.SymbolLookup");
        Class<?> linker = type("jdk.incubator.foreign.CLinker");
        Object lookup = all.in(Class.forName("sun.nio.ch.Net"))
                .findStatic(linker, "systemLookup", MethodType.methodType(lookupType))
                .invoke();
        Object found = lookupType.getMethod("lookup", String.class).invoke(lookup, name);
        Object address = ((Optional<?>) found)
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no such function"));
        return (long) all.findVirtual(
                        type("jdk.incubator.foreign.MemoryAddress"),
                        "toRawLongValue",
                        MethodType.methodType(long.class))
                .invoke(address);
    }

    private Class<?> type(String name) throws ReflectiveOperationException {
        Class<?> type = (Class<?>) Class.class
                .getMethod("forName", Class.forName("java.lang.Module"), String.class)
                .invoke(null, module, name);
        if (type == null) {
            throw new ClassNotFoundException(name);
        }
        return type;
    }
}
