package io.sockspan.context;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;

/** An OpenTelemetry API in a class loader of its own, as an application server has one for each application. */
final class IsolatedApi implements AutoCloseable {
    private final URLClassLoader loader = new URLClassLoader(
            new URL[] {jarOf(Span.class), jarOf(Context.class), jarOf(ComponentLoader.class)},
            ClassLoader.getPlatformClassLoader());

    ClassLoader loader() {
        return loader;
    }

    /** Loads one of its classes, and does not initialize it. */
    Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, false, loader);
    }

    /** Makes a span of that context current on this thread, until the result is closed. */
    AutoCloseable makeCurrent(String traceId, String spanId, boolean sampled) throws Exception {
        Class<?> contextType = load("io.opentelemetry.api.trace.SpanContext");
        Class<?> flagsType = load("io.opentelemetry.api.trace.TraceFlags");
        Class<?> stateType = load("io.opentelemetry.api.trace.TraceState");
        Object flags =
                flagsType.getMethod(sampled ? "getSampled" : "getDefault").invoke(null);
        Object state = stateType.getMethod("getDefault").invoke(null);
        Object context = contextType
                .getMethod("create", String.class, String.class, flagsType, stateType)
                .invoke(null, traceId, spanId, flags, state);
        Class<?> spanType = load("io.opentelemetry.api.trace.Span");
        Object span = spanType.getMethod("wrap", contextType).invoke(null, context);
        return (AutoCloseable) spanType.getMethod("makeCurrent").invoke(span);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    private static URL jarOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
