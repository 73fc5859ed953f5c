package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The numbers of the descriptors that are not the application's: the sockets that the agent's threads create and those of {@link OtherAgent},
 * which are not recorded, and others of the agent's. For all threads.
 */
public final class OwnDescriptors {
    /** Null if the agent has no threads, as in some tests. */
    private final ThreadGroup threads;

    private final OtherAgent other = new OtherAgent();
    private final Set<Integer> numbers = ConcurrentHashMap.newKeySet();

    OwnDescriptors(ThreadGroup threads) {
        this.threads = threads;
    }

    boolean isAgentThread() {
        return threads != null && Thread.currentThread().getThreadGroup() == threads;
    }

    /** Whether a socket that the calling thread creates is not the application's. Remembers the socket's number, or forgets it. */
    boolean isCreating(int number) {
        if (isAgentThread() || other.isCalling()) {
            numbers.add(number);
            return true;
        }
        if (!numbers.isEmpty()) {
            // The kernel has reused the number.
            numbers.remove(number);
        }
        return false;
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
        if (descriptor != null && !numbers.isEmpty() && mayOwn()) {
            numbers.remove(JdkFields.number(descriptor));
        }
    }

    private boolean mayOwn() {
        return isAgentThread() || OtherAgent.isThread(Thread.currentThread().getName());
    }
}
