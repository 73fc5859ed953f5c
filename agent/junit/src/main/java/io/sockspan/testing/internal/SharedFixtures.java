package io.sockspan.testing.internal;

import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;

/** Recognizes by their opening stack sockets that a whole run of tests shares, so that no test or class has to close them. */
final class SharedFixtures {
    /** The Spring test framework keeps application contexts for other test classes and closes them when the JVM ends. */
    private static final String SPRING_CACHE = "org.springframework.test.context.cache.";

    private SharedFixtures() {}

    static boolean own(RecordedSocket socket) {
        return socket.openingStack().stream().anyMatch(frame -> isShared(socket, frame));
    }

    private static boolean isShared(RecordedSocket socket, StackTraceElement frame) {
        // A server in a static field runs as long as its class is loaded.
        return socket.role() == SocketRole.LISTENER && frame.getMethodName().equals("<clinit>")
                || frame.getClassName().startsWith(SPRING_CACHE)
                || isJupiterStore(frame);
    }

    /** What an extension computes into a store is closed with that store, which may be the whole run's. */
    private static boolean isJupiterStore(StackTraceElement frame) {
        return frame.getMethodName().endsWith("omputeIfAbsent")
                && (frame.getClassName().startsWith("org.junit.jupiter.engine.execution.")
                        || frame.getClassName().startsWith("org.junit.platform.engine.support.store."));
    }
}
