package io.sockspan.instrument;

import io.sockspan.modules.Modules;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The module of the bootstrap classes since Java 9, and the packages that are opened to it. It exports the package of the records only to
 * java.base, whose woven code calls it, and to the agent's core.
 */
final class BootstrapModule {
    private static final String NAME = "io.sockspan.bootstrap";
    /** Exported to those modules of the application that have woven classes. */
    private static final String FOR_NETTY = NAME + ".netty";

    /**
     * The packages of java.base in which the bootstrap classes read descriptor numbers, socket addresses, the kernel's state, interrupted
     * threads, the loaded classes and the outcome of TLS handshakes, and write the JVM's counters.
     */
    private static final String[] OPENED = {
        "java.io",
        "java.net",
        "java.nio.channels.spi",
        "sun.nio.ch",
        "java.lang",
        "jdk.internal.misc",
        "jdk.internal.perf",
        "sun.security.ssl"
    };

    private final Modules modules;

    BootstrapModule(Modules modules) {
        this.modules = modules;
    }

    /** Creates the module. Call it before any of its classes is defined. */
    void create() throws ReflectiveOperationException {
        Set<String> packages = new HashSet<>(Arrays.asList(NAME, FOR_NETTY));
        Object module = modules.define(NAME, packages, URI.create("sockspan:bootstrap"));
        Object javaBase = Modules.of(Object.class);
        modules.read(module, javaBase);
        modules.read(javaBase, module);
        modules.export(module, javaBase, NAME, FOR_NETTY);
        modules.openJavaBase(module, OPENED);
    }

    /**
     * Lets the core use the classes and read the one private field. Each start of the agent needs this, because its core has a new loader.
     */
    void exportToCore(Class<?> any) throws ReflectiveOperationException {
        modules.open(Modules.of(any), Modules.of(BootstrapModule.class), NAME, FOR_NETTY);
    }
}
