package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;

/** Records and descriptors whose numbers stand for nothing that is open. */
final class Records {
    private Records() {}

    static FileDescriptor descriptor(int number) {
        return KernelCalls.descriptorOf(number);
    }

    static SocketRecord record(int number) {
        return new SocketRecord(descriptor(number), new ReferenceQueue<>(), number, 1, 0, null);
    }
}
