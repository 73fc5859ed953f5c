package io.sockspan.context;

import io.sockspan.bootstrap.ApplicationContext;
import io.sockspan.bootstrap.Recording;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the application's current span for the recorder, through whichever OpenTelemetry API the application uses. The recorder gets this
 * reader when the first such API is found, so that an application without one pays nothing.
 */
public final class ApplicationSpans extends ApplicationContext {
    private final Instrumentation instrumentation;
    private final Recording recording;
    private final ApiWatch watch = new ApiWatch(this::found);
    private volatile Api[] apis = {};

    /** @param recording gets this reader when the first API is found */
    public ApplicationSpans(Instrumentation instrumentation, Recording recording) {
        this.instrumentation = instrumentation;
        this.recording = recording;
    }

    /** Begins to search for APIs, among the loaded classes and those that will be loaded. */
    public void install() {
        // This transformer can retransform, like that of the hooks, so that the JVM passes the class files to both at
        // once.
        instrumentation.addTransformer(watch, true);
        findLoaded();
    }

    @Override
    public Object current() throws Throwable {
        for (Api api : apis) {
            Object span = api.current();
            if (span != null) {
                return span;
            }
        }
        return null;
    }

    /** Prepares, on the agent's thread, the APIs that have come into use, so that a thread of the application seldom has to. */
    public void prepare() {
        for (Api api : apis) {
            try {
                api.prepare();
            } catch (RuntimeException | LinkageError unknownApi) {
                // It will fail again when the span is read, and is counted there.
            }
        }
    }

    /** Removes what it attached to the application's APIs. */
    public void remove() {
        instrumentation.removeTransformer(watch);
        recording.setApplicationContext(null);
        for (Api api : apis) {
            api.release();
        }
    }

    private void findLoaded() {
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            // The class is not public. The JVM keeps every name that is looked up, and there may be very many.
            if (!Modifier.isPublic(type.getModifiers())) {
                ApiHome home = ApiHome.of(type.getName());
                if (home != null) {
                    found(home, type.getClassLoader());
                }
            }
        }
    }

    private synchronized void found(ApiHome home, ClassLoader loader) {
        List<Api> all = new ArrayList<>();
        for (Api api : apis) {
            if (api.is(home, loader)) {
                return;
            }
            if (!api.isGone()) {
                all.add(api);
            }
        }
        all.add(new Api(home, loader));
        apis = all.toArray(new Api[0]);
        recording.setApplicationContext(this);
    }
}
