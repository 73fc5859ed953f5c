package io.sockspan.it.export.app;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.Context;
import io.sockspan.it.app.App;
import io.sockspan.it.app.Await;
import io.sockspan.it.app.Client;
import io.sockspan.it.app.Server;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/**
 * Deploys that many applications, one after the other, each with an OpenTelemetry API in a class loader of its own, and lets each connect
 * within a span. Then all are taken down.
 */
@SuppressWarnings("try") // A scope is closed, and else not touched.
public final class ManyApis {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final URL[] API = {jarOf(Span.class), jarOf(Context.class), jarOf(ComponentLoader.class)};

    private ManyApis() {}

    public static void main(String[] args) throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (Server listener = Server.socket()) {
            for (int i = 1; i <= Integer.parseInt(args[0]); i++) {
                loaders.add(deploy(i, listener));
            }
        }
        new App()
                .on("collect", () -> {
                    Await.until("loaders are kept alive", () -> {
                        System.gc();
                        return loaders.stream().allMatch(loader -> loader.get() == null);
                    });
                    return "collected " + loaders.size();
                })
                .serve();
    }

    private static WeakReference<ClassLoader> deploy(int number, Server listener) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(API, ClassLoader.getSystemClassLoader().getParent())) {
            try (AutoCloseable current = makeCurrent(loader, String.format("%016x", number))) {
                Client.connect(new java.net.Socket(), listener.address(), 0).close();
            }
            listener.accept().close();
            return new WeakReference<>(loader);
        }
    }

    /** {@code Span.wrap(SpanContext.create(TRACE, spanId, TraceFlags.getSampled(), TraceState.getDefault())).makeCurrent()}. */
    private static AutoCloseable makeCurrent(ClassLoader loader, String spanId) throws Exception {
        String trace = "io.opentelemetry.api.trace.";
        Class<?> contextType = loader.loadClass(trace + "SpanContext");
        Class<?> flagsType = loader.loadClass(trace + "TraceFlags");
        Class<?> stateType = loader.loadClass(trace + "TraceState");
        Class<?> spanType = loader.loadClass(trace + "Span");
        Object context = contextType
                .getMethod("create", String.class, String.class, flagsType, stateType)
                .invoke(
                        null,
                        TRACE,
                        spanId,
                        flagsType.getMethod("getSampled").invoke(null),
                        stateType.getMethod("getDefault").invoke(null));
        Object span = spanType.getMethod("wrap", contextType).invoke(null, context);
        return (AutoCloseable) spanType.getMethod("makeCurrent").invoke(span);
    }

    private static URL jarOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
