package io.sockspan.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The selectors, pipes and Unix-domain channels that are open, with the stack that opened each: they take descriptors, and are no TCP sockets.
 * Those beyond a limit are not kept. For all threads.
 */
public final class AuxiliaryDescriptors {
    /** Who leaks more than that shows in the first of them. */
    static final int LIMIT = 4_096;

    private final ConcurrentHashMap<AuxiliaryDescriptor, Boolean> open = new ConcurrentHashMap<>();

    AuxiliaryDescriptors() {}

    /** A copy. */
    public List<AuxiliaryDescriptor> open() {
        return new ArrayList<>(open.keySet());
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }

    boolean isFull() {
        return open.size() >= LIMIT;
    }

    void add(AuxiliaryDescriptor descriptor) {
        open.put(descriptor, Boolean.TRUE);
    }

    void remove(Object part) {
        if (!open.isEmpty()) {
            open.remove(new AuxiliaryDescriptor(part, null, null));
        }
    }
}
