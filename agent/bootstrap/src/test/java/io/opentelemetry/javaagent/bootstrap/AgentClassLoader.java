package io.opentelemetry.javaagent.bootstrap;

import java.io.IOException;
import java.io.InputStream;

/** Named as the class loader of the OpenTelemetry Java agent is. Defines one class anew. */
public final class AgentClassLoader extends ClassLoader {
    public Class<?> define(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            byte[] bytes = in.readAllBytes();
            return defineClass(type.getName(), bytes, 0, bytes.length);
        }
    }
}
