package io.sockspan.runtime;

import io.sockspan.instrument.Installation;
import java.util.function.Consumer;

/** Checks on a thread of its own which hooks took, and reports what is lost without those that did not. It loads many classes. */
final class SelfTest {
    private final ThreadGroup threads;
    private final Installation installation;
    private final Consumer<String> problems;

    SelfTest(ThreadGroup threads, Installation installation, Consumer<String> problems) {
        this.threads = threads;
        this.installation = installation;
        this.problems = problems;
    }

    /** Returns at once. */
    void begin() {
        Thread thread = new Thread(threads, () -> installation.selfTest().forEach(problems), "sockspan-selftest");
        thread.setDaemon(true);
        thread.start();
    }
}
