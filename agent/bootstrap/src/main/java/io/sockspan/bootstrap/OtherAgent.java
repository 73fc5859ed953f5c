package io.sockspan.bootstrap;

/**
 * Recognises the threads on which the OpenTelemetry Java agent exports: its connections are no more the application's than this agent's are.
 * Its exporter uses OkHttp, whose threads are named after it; whether that OkHttp is the application's own, the class loaders on the stack
 * say. Thread-safe.
 */
final class OtherAgent {
    private static final String LOADER = "io.opentelemetry.javaagent.bootstrap.AgentClassLoader";
    private static final String[] THREADS = {
        "OkHttp", "okhttp", "BatchSpanProcessor", "BatchLogRecordProcessor", "PeriodicMetricReader"
    };

    /** Null if a security manager does not permit it. */
    private final ClassContext stack;

    OtherAgent() {
        ClassContext permitted = null;
        try {
            permitted = new ClassContext();
        } catch (SecurityException withoutIt) {
            // Its connections are then followed as the application's.
        }
        stack = permitted;
    }

    /** Whether the calling code is that agent's. Takes some nanoseconds on most threads, some microseconds on those of an OkHttp. */
    boolean isCalling() {
        return stack != null && isThread(Thread.currentThread().getName()) && stack.has(LOADER);
    }

    /** Whether a thread of that name may be that agent's. */
    static boolean isThread(String name) {
        for (String prefix : THREADS) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Gives the classes on the stack, on all JDKs; never installed as a security manager. */
    private static final class ClassContext extends SecurityManager {
        boolean has(String loaderClass) {
            for (Class<?> caller : getClassContext()) {
                ClassLoader loader = caller.getClassLoader();
                if (loader != null && loader.getClass().getName().equals(loaderClass)) {
                    return true;
                }
            }
            return false;
        }
    }
}
