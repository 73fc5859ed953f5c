package io.sockspan.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The calls from the launcher into the core. Only JDK types cross them, because the two are in different class loaders. */
final class CoreStarter {
    private static final String BOOTSTRAP = "bootstrap/";

    private CoreStarter() {}

    private static Map<String, byte[]> classFiles(AgentJar jar) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : jar.classes(BOOTSTRAP)) {
            files.put(name, jar.readClass(BOOTSTRAP, name));
        }
        return files;
    }

    @SuppressWarnings("unchecked")
    static UnaryOperator<String> start(
            AgentJar jar, String arguments, Instrumentation instrumentation, boolean attached) throws Exception {
        ClassLoader core = TreeLoader.core(jar);
        Method install = core.loadClass("io.sockspan.instrument.BootstrapInstaller")
                .getMethod("install", Instrumentation.class, Map.class);
        Method start = core.loadClass("io.sockspan.runtime.Agent")
                .getMethod("start", String.class, Instrumentation.class, boolean.class);
        try {
            install.invoke(null, instrumentation, classFiles(jar));
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
