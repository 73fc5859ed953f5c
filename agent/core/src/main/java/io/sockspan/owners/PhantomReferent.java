package io.sockspan.owners;

import io.sockspan.modules.Modules;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;

/**
 * {@code Reference.get}, past the override of {@code PhantomReference}, which returns null. The field itself must not be read by Unsafe:
 * compiled code would use the barrier of a strong reference, and revive an object that ZGC is about to free. A class of its own, because most
 * searches need no referent, and a method handle that is no constant makes the JVM spin classes. For any thread.
 */
final class PhantomReferent {
    private static final MethodHandle GET = get();

    private PhantomReferent() {}

    /** Null if it is no longer in use. */
    static Object of(Reference<?> phantom) {
        try {
            return (Object) GET.invokeExact(phantom);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle get() {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodType type = MethodType.methodType(Object.class);
        try {
            if (!Modules.areSupported()) {
                return lookup.findVirtual(Reference.class, "get", type);
            }
            MethodHandles.Lookup inPhantom = (MethodHandles.Lookup) MethodHandles.class
                    .getMethod("privateLookupIn", Class.class, MethodHandles.Lookup.class)
                    .invoke(null, PhantomReference.class, lookup);
            return inPhantom
                    .findSpecial(Reference.class, "get", type, PhantomReference.class)
                    .asType(MethodType.methodType(Object.class, Reference.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
