package io.sockspan.context;

import io.sockspan.track.ParentSpan;
import java.lang.ref.WeakReference;

/** The OpenTelemetry API of one class loader, which this does not keep alive. */
final class Api {
    /** Readers hang on a class of the API, so that they, and what they refer to, go when its loader goes. */
    private static final ClassValue<SpanReader> READERS = new ClassValue<SpanReader>() {
        @Override
        protected SpanReader computeValue(Class<?> key) {
            return new SpanReader(ApiClasses.inUse(ApiHome.of(key.getName()), key.getClassLoader()));
        }
    };

    private final ApiHome home;
    private final boolean bootstrap;
    private final WeakReference<ClassLoader> loader;
    /** Null until the API is in use. */
    private volatile WeakReference<Class<?>> key;

    Api(ApiHome home, ClassLoader loader) {
        this.home = home;
        this.bootstrap = loader == null;
        this.loader = new WeakReference<>(loader);
    }

    /** The span that is current on this thread, or null. */
    ParentSpan current() throws Throwable {
        SpanReader reader = reader();
        return reader == null ? null : reader.current();
    }

    /** Makes what {@link #current} needs, if the API is in use. */
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

    /** Takes off what this agent has hung on the API. */
    void release() {
        WeakReference<Class<?>> found = key;
        Class<?> type = found == null ? null : found.get();
        if (type != null) {
            READERS.remove(type);
        }
    }
}
