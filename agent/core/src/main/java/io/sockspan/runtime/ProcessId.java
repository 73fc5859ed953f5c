package io.sockspan.runtime;

import java.lang.management.ManagementFactory;

/** The number by which the system knows this process. */
final class ProcessId {
    private ProcessId() {}

    /** From the name of the runtime, {@code 4711@host}; Java 8 has no other way on all systems. */
    static String get() {
        return ManagementFactory.getRuntimeMXBean().getName().split("@", 2)[0];
    }
}
