package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The numbers of the agent's own descriptors: the sockets that its threads create, which are not recorded, and others. For all threads. */
public final class OwnDescriptors {
    /** Null if the agent has no threads, as in some tests. */
    private final ThreadGroup threads;

    private final Set<Integer> numbers = ConcurrentHashMap.newKeySet();

    OwnDescriptors(ThreadGroup threads) {
        this.threads = threads;
    }

    boolean isAgentThread() {
        return threads != null && Thread.currentThread().getThreadGroup() == threads;
    }

    public void add(int number) {
        numbers.add(number);
    }

    /** The descriptor is closed. */
    public void remove(int number) {
        numbers.remove(number);
    }

    public boolean contains(int number) {
        return numbers.contains(number);
    }

    /** A descriptor without a record is released, possibly one of these. */
    void released(FileDescriptor descriptor) {
        if (descriptor != null && !numbers.isEmpty() && isAgentThread()) {
            numbers.remove(JdkFields.number(descriptor));
        }
    }
}
