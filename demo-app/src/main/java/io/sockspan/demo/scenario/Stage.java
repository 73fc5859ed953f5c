package io.sockspan.demo.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** What the scenarios share: output, background threads, the kernel as a witness, and a place where leaks stay reachable. */
public final class Stage {
    private static final long KERNEL_PATIENCE_MILLIS = 3_000;

    /** Static and never emptied, like the pools, caches and listener lists that keep leaked sockets in real services. */
    private static final List<Object> KEPT = Collections.synchronizedList(new ArrayList<>());

    private final Consumer<String> voice;
    private final Set<String> expectedSuspects = new LinkedHashSet<>();
    private final List<String> surprises = new ArrayList<>();

    public Stage(Consumer<String> voice) {
        this.voice = voice;
    }

    /** The kinds of leak that the scenarios so far have left behind. */
    public Set<String> expectedSuspects() {
        return Collections.unmodifiableSet(expectedSuspects);
    }

    /** Where the kernel's states were not those that the scenario explains. */
    public List<String> surprises() {
        return Collections.unmodifiableList(surprises);
    }

    void say(String format, Object... arguments) {
        voice.accept(String.format(format, arguments));
    }

    /** Announces that the scenario leaves behind what the agent calls this kind. */
    void expectSuspect(String kind) {
        expectedSuspects.add(kind);
    }

    /** Keeps a leak reachable until the JVM ends. */
    void keep(Object leaked) {
        KEPT.add(leaked);
    }

    <T> FutureTask<T> inBackground(String threadName, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, threadName);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Waits until the kernel has both ends of a connection in these states, and prints them. */
    void await(Ends ends, KernelState client, KernelState server) throws InterruptedException {
        if (!KernelTable.isReadable()) {
            return;
        }
        boolean asExpected = Await.until(
                () -> KernelTable.ofClient(ends) == client && KernelTable.ofServer(ends) == server,
                KERNEL_PATIENCE_MILLIS);
        if (asExpected) {
            say("kernel: client %s, server %s", client, server);
        } else {
            String surprise = String.format(
                    "kernel: client %s, server %s; %s and %s were to be expected",
                    KernelTable.ofClient(ends), KernelTable.ofServer(ends), client, server);
            surprises.add(surprise);
            say("%s", surprise);
        }
    }
}
