package io.sockspan.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
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
        BiFunction<Instrumentation, Map<String, byte[]>, BiFunction<String, Boolean, UnaryOperator<String>>> launch =
                (BiFunction<Instrumentation, Map<String, byte[]>, BiFunction<String, Boolean, UnaryOperator<String>>>)
                        TreeLoader.core(jar)
                                .loadClass("io.sockspan.runtime.Launch")
                                .getConstructor()
                                .newInstance();
        try {
            return launch.apply(instrumentation, classFiles(jar)).apply(arguments, attached);
        } catch (UndeclaredThrowableException e) {
            throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
        }
    }
}
