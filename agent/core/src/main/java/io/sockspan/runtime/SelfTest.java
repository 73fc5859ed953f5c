package io.sockspan.runtime;

import io.sockspan.bootstrap.Recording;
import io.sockspan.instrument.Installation;
import java.util.function.Consumer;

/** Checks which hooks took effect, on a thread of its own because that loads many classes, and reports what is lost without the others. */
final class SelfTest {
    private final ThreadGroup threads;
    private final Recording recording;
    private final Installation installation;
    private final Consumer<String> problems;

    SelfTest(ThreadGroup threads, Recording recording, Installation installation, Consumer<String> problems) {
        this.threads = threads;
        this.recording = recording;
        this.installation = installation;
        this.problems = problems;
    }

    /** Returns at once; throws an {@link OutOfMemoryError} if no thread is to be had, so that a later call may succeed. */
    void begin() {
        Thread thread = new Thread(threads, this::run, "sockspan-selftest");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        recording.prepareRareHooks();
        installation.selfTest().forEach(problems);
        if (installation.hasTls() && !recording.canFollowEngines()) {
            problems.accept(
                    "no hook can read on this JVM what channels transfer: TLS handshakes of SSLEngine are neither"
                            + " measured nor part of traces");
        }
    }
}
