package io.sockspan.context;

import io.sockspan.bootstrap.LoadedClasses;

/** The classes of one OpenTelemetry API that the reader needs. Whoever holds this keeps the API's loader alive. Immutable. */
final class ApiClasses {
    final Class<?> key;
    final Class<?> span;
    final Class<?> spanContext;
    final Class<?> context;

    private ApiClasses(Class<?> key, Class<?> span, Class<?> spanContext, Class<?> context) {
        this.key = key;
        this.span = span;
        this.spanContext = spanContext;
        this.context = context;
    }

    /**
     * Finds the classes in a loader. Returns null as long as no span can be current, or if finding them would load or initialize a class
     * that the application has not loaded or initialized yet.
     */
    static ApiClasses inUse(ApiHome home, ClassLoader loader) {
        Class<?> key = LoadedClasses.find(loader, home.key);
        if (key == null || !LoadedClasses.isInitialized(key)) {
            return null;
        }
        Class<?> span = LoadedClasses.find(loader, home.span);
        Class<?> spanContext = LoadedClasses.find(loader, home.spanContext);
        Class<?> context = LoadedClasses.find(loader, home.context);
        return span != null && spanContext != null && context != null && isStorageReady(home, context)
                ? new ApiClasses(key, span, spanContext, context)
                : null;
    }

    private static boolean isStorageReady(ApiHome home, Class<?> context) {
        Class<?> storage = LoadedClasses.find(context.getClassLoader(), home.storage);
        return storage != null && LoadedClasses.isInitialized(storage);
    }
}
