package io.sockspan.bench.app;

import java.util.concurrent.ThreadFactory;

/** Threads that this class, for Java 8, can ask for by name only. */
final class VirtualThreads {
    private VirtualThreads() {}

    static ThreadFactory factory() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException(
                    "virtual threads come with Java 21; this is Java " + System.getProperty("java.version"), e);
        }
    }
}
