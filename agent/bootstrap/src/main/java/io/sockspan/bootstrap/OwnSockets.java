package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The agent's own sockets, which are not recorded: those that its threads create. For all threads. */
final class OwnSockets {
    /** Null if the agent has no threads, as in some tests. */
    private final ThreadGroup threads;

    private final Set<Integer> numbers = ConcurrentHashMap.newKeySet();

    OwnSockets(ThreadGroup threads) {
        this.threads = threads;
    }

    boolean isAgentThread() {
        return threads != null && Thread.currentThread().getThreadGroup() == threads;
    }

    void add(int number) {
        numbers.add(number);
    }

    boolean contains(int number) {
        return numbers.contains(number);
    }

    /** A descriptor without a record is released, possibly one of these. */
    void released(FileDescriptor descriptor) {
        if (descriptor != null && !numbers.isEmpty() && isAgentThread()) {
            numbers.remove(JdkFields.number(descriptor));
        }
    }
}
