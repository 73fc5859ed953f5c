package io.sockspan.agent;

import io.sockspan.protocol.Threads;
import java.io.IOException;

/** {@linkplain AgentJar#keep Keeps} the agent's jar in memory, on a daemon thread that ends with that, beside the application's start. */
final class JarKeeper implements Runnable {
    private final AgentJar jar;

    private JarKeeper(AgentJar jar) {
        this.jar = jar;
    }

    /** Returns at once. */
    static void start(AgentJar jar) {
        Thread thread = new Thread(Threads.rootGroup(), new JarKeeper(jar), "sockspan-jar");
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
    }

    @Override
    public void run() {
        try {
            jar.keep();
        } catch (IOException | OutOfMemoryError goesOnWithTheFile) {
            // The agent works as long as nobody overwrites the file.
        }
    }
}
