package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Public methods of the JDK's internal classes, called directly. A method handle or a call by reflection would make the JVM spin classes on the
 * way. The build compiles this class against its own JDK; where the JDK at work lacks a class or a method, the call throws a {@link LinkageError}.
 */
final class DirectCalls {
    private DirectCalls() {}

    static InetSocketAddress localAddress(FileDescriptor descriptor) throws IOException {
        return sun.nio.ch.Net.localAddress(descriptor);
    }

    /** Creates one of the JVM's own counters, since Java 9. */
    static ByteBuffer counter(String name, int variability, int unit) {
        return jdk.internal.perf.Perf.getPerf().createLong(name, variability, unit, 0);
    }
}
