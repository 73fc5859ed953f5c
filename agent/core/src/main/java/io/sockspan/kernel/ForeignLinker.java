package io.sockspan.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.Optional;

/**
 * The linker of {@code java.lang.foreign} (JEP 454), on Java 21 and later. The JDK warns of classes that use it without leave, so the calls
 * to it are made in the name of a class of java.base, which has it.
 */
final class ForeignLinker implements NativeFunctions.Linker {
    private static final String API = "java.lang.foreign.";
    private static final int NO_OPTIONS = 0;

    private final MethodHandles.Lookup inBase;
    private final Class<?> type;
    private final Object linker;

    private ForeignLinker(MethodHandles.Lookup inBase) throws Throwable {
        this.inBase = inBase;
        this.type = type("Linker");
        this.linker = inBase.findStatic(type, "nativeLinker", MethodType.methodType(type))
                .invoke();
    }

    static ForeignLinker of(MethodHandles.Lookup all) throws Throwable {
        return new ForeignLinker(all.in(Class.forName("sun.nio.ch.Net")));
    }

    @Override
    public MethodHandle link(String name, MethodType signature) throws Throwable {
        Class<?> layoutType = type("MemoryLayout");
        Object layouts = Array.newInstance(layoutType, signature.parameterCount());
        for (int i = 0; i < signature.parameterCount(); i++) {
            Array.set(layouts, i, layout(signature.parameterType(i)));
        }
        Class<?> descriptorType = type("FunctionDescriptor");
        Object descriptor = descriptorType
                .getMethod("of", layoutType, layouts.getClass())
                .invoke(null, layout(signature.returnType()), layouts);
        Object options = Array.newInstance(type("Linker$Option"), NO_OPTIONS);
        MethodType downcall =
                MethodType.methodType(MethodHandle.class, type("MemorySegment"), descriptorType, options.getClass());
        return (MethodHandle) inBase.findVirtual(type, "downcallHandle", downcall)
                .asFixedArity()
                .invoke(linker, symbol(name), descriptor, options);
    }

    private Object symbol(String name) throws ReflectiveOperationException {
        Object lookup = type.getMethod("defaultLookup").invoke(linker);
        Object found = type("SymbolLookup").getMethod("find", String.class).invoke(lookup, name);
        return ((Optional<?>) found)
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no such function"));
    }

    private static Object layout(Class<?> type) throws ReflectiveOperationException {
        return type("ValueLayout")
                .getField(type == int.class ? "JAVA_INT" : "JAVA_LONG")
                .get(null);
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(API + name);
    }
}
