package io.sockspan.shading;

import io.sockspan.leak.LeakKind;
import io.sockspan.telemetry.LeakSpan;
import io.sockspan.telemetry.Telemetry;
import io.sockspan.telemetry.TelemetrySettings;
import io.sockspan.time.Clock;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Telemetry out of the packed jar, in a class loader of its own as in the agent. */
final class PackedTelemetry implements AutoCloseable {
    /** The names of all classes that were looked for in the jar. */
    final Set<String> loaded = ConcurrentHashMap.newKeySet();

    private final URLClassLoader loader;
    private final Object telemetry;

    PackedTelemetry(Map<String, String> settings, Consumer<String> problems) throws ReflectiveOperationException {
        this.loader = new URLClassLoader(new URL[] {url()}, ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (name.startsWith("io.sockspan.bootstrap.")) {
                    // The bootstrap loader has them in an application, and the packed jar does not.
                    return Class.forName(name, false, PackedTelemetry.class.getClassLoader());
                }
                loaded.add(name);
                return super.findClass(name);
            }
        };
        Class<?> clock = load(Clock.class);
        Object options = load(TelemetrySettings.class)
                .getConstructor(int.class, int.class, Duration.class, String.class)
                .newInstance(10, 10, Duration.ofSeconds(1), "1.2.3");
        Object wallClock = java.lang.reflect.Proxy.newProxyInstance(
                loader,
                new Class<?>[] {clock},
                (proxy, method, arguments) -> method.getName().equals("nanos")
                        ? System.nanoTime()
                        : TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis())
                                - System.nanoTime()
                                + (Long) arguments[0]);
        this.telemetry = load(Telemetry.class)
                .getMethod("start", Map.class, options.getClass(), clock, Consumer.class)
                .invoke(null, settings, options, wallClock, problems);
    }

    /** Tells one verdict, so that there is a span. */
    void accuse() throws ReflectiveOperationException {
        Class<?> accusation = load(LeakSpan.class);
        Object kind = load(LeakKind.class).getField("DESCRIPTORS").get(null);
        Object told =
                accusation.getConstructors()[0].newInstance(kind, "0badcafe", null, System.nanoTime(), 0L, 1L, null);
        call("accused", told);
    }

    boolean flush() throws ReflectiveOperationException {
        return (Boolean) call("flush", Duration.ofSeconds(10));
    }

    Object call(String name, Object argument) throws ReflectiveOperationException {
        Method method = telemetry.getClass().getMethod(name, argument.getClass());
        return method.invoke(telemetry, argument);
    }

    @Override
    public void close() throws Exception {
        call("shutdown", Duration.ofSeconds(2));
        loader.close();
    }

    private Class<?> load(Class<?> ofTheBuild) throws ClassNotFoundException {
        Class<?> packed = Class.forName(ofTheBuild.getName(), true, loader);
        if (packed == ofTheBuild) {
            throw new IllegalStateException(ofTheBuild + " was not loaded from the packed jar");
        }
        return packed;
    }

    private static URL url() {
        try {
            return ShadedJar.PATH.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
