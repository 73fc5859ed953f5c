package io.sockspan.context;

import io.sockspan.track.ParentSpan;
import java.lang.ref.WeakReference;

/** The OpenTelemetry API of one class loader. Does not keep that loader alive. */
final class Api {
    /** Readers are attached to a class of the API, so that they, and what they refer to, are collected together with its loader. */
    private static final ClassValue<SpanReader> READERS = new ClassValue<SpanReader>() {
        @Override
        protected SpanReader computeValue(Class<?> key) {
            return new SpanReader(ApiClasses.inUse(ApiHome.of(key.getName()), key.getClassLoader()));
        }
    };

    private final ApiHome home;
    private final boolean bootstrap;
    private final WeakReference<ClassLoader> loader;
    /** Null until the application uses the API. */
    private volatile WeakReference<Class<?>> key;

    Api(ApiHome home, ClassLoader loader) {
        this.home = home;
        this.bootstrap = loader == null;
        this.loader = new WeakReference<>(loader);
    }

    /** The current span of this thread; null if there is none. */
    ParentSpan current() throws Throwable {
        SpanReader reader = reader();
        return reader == null ? null : reader.current();
    }

    /** Prepares {@link #current}, if the application uses the API. */
    void prepare() {
        reader();
    }

    private SpanReader reader() {
        WeakReference<Class<?>> found = key;
        Class<?> type = found == null ? find() : found.get();
        return type == null ? null : READERS.get(type);
    }

    private Class<?> find() {
        ClassLoader from = loader.get();
        ApiClasses classes = from == null && !bootstrap ? null : ApiClasses.inUse(home, from);
        if (classes == null) {
            return null;
        }
        key = new WeakReference<>(classes.key);
        return classes.key;
    }

    boolean is(ApiHome where, ClassLoader other) {
        return home == where && loader.get() == other && (other != null || bootstrap);
    }

    boolean isGone() {
        return !bootstrap && loader.get() == null;
    }

    /** Removes what this agent attached to the API. */
    void release() {
        WeakReference<Class<?>> found = key;
        Class<?> type = found == null ? null : found.get();
        if (type != null) {
            READERS.remove(type);
        }
    }
}
