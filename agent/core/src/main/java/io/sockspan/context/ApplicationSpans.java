package io.sockspan.context;

import io.sockspan.bootstrap.ApplicationContext;
import io.sockspan.bootstrap.Recording;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads for the recorder which span of the application is current, by whichever OpenTelemetry API the application uses. The recorder is given
 * this when the first such API is seen: an application without pays nothing.
 */
public final class ApplicationSpans extends ApplicationContext {
    private final Instrumentation instrumentation;
    private final Recording recording;
    private final ApiWatch watch = new ApiWatch(this::found);
    private volatile Api[] apis = {};

    /** @param recording is given this when the first API is seen */
    public ApplicationSpans(Instrumentation instrumentation, Recording recording) {
        this.instrumentation = instrumentation;
        this.recording = recording;
    }

    /** Begins to look for APIs: the loaded ones, and from now on those that are being loaded. */
    public void install() {
        // Able to retransform, as that of the hooks is: the JVM then hands the class files over once for both.
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

    /** Gets ready for the APIs that have come into use, on the agent's thread, so that a thread of the application seldom has to. */
    public void prepare() {
        for (Api api : apis) {
            try {
                api.prepare();
            } catch (RuntimeException | LinkageError unknownApi) {
                // It fails again where the span is asked for, and is counted there.
            }
        }
    }

    /** Leaves the application's APIs as they were. */
    public void remove() {
        instrumentation.removeTransformer(watch);
        recording.setApplicationContext(null);
        for (Api api : apis) {
            api.release();
        }
    }

    private void findLoaded() {
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            // The one looked for is not public; every name that is asked for is kept, and there may be very many.
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
