package io.sockspan.kernel;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * TCP settings of this process's network namespace ({@code Documentation/networking/ip-sysctl.rst}). Each call reads the file again. For
 * all threads; never throws.
 */
public final class Sysctl {
    private static final int MILLIS_PER_SECOND = 1_000;

    private final Proc proc;

    public Sysctl(Proc proc) {
        this.proc = proc;
    }

    /** The kernel's limit of every listener's backlog, in connections ({@code net.core.somaxconn}); empty if unknown. */
    public OptionalInt somaxconn() {
        return read("sys/net/core/somaxconn");
    }

    /** The time that the kernel keeps a closed socket in FIN_WAIT_2 ({@code net.ipv4.tcp_fin_timeout}); 0 if unknown. */
    int finTimeoutMillis() {
        return read("sys/net/ipv4/tcp_fin_timeout").orElse(0) * MILLIS_PER_SECOND;
    }

    private OptionalInt read(String path) {
        try {
            return OptionalInt.of(Integer.parseInt(proc.text(path).trim()));
        } catch (IOException | NumberFormatException | SecurityException notAvailable) {
            return OptionalInt.empty();
        }
    }
}
