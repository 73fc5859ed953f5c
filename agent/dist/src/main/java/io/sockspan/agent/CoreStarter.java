package io.sockspan.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.UnaryOperator;

/** The one call from the launcher into the core. Only JDK types cross it, because the two are in different class loaders. */
final class CoreStarter {
    private CoreStarter() {}

    @SuppressWarnings("unchecked")
    static UnaryOperator<String> start(
            ClassLoader core, String arguments, Instrumentation instrumentation, boolean attached) throws Exception {
        Method start = core.loadClass("io.sockspan.runtime.Agent")
                .getMethod("start", String.class, Instrumentation.class, boolean.class);
        try {
            return (UnaryOperator<String>) start.invoke(null, arguments, instrumentation, attached);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception) {
                throw (Exception) e.getCause();
            }
            if (e.getCause() instanceof Error) {
                throw (Error) e.getCause();
            }
            throw e;
        }
    }
}
