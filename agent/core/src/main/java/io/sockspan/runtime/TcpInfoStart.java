package io.sockspan.runtime;

import io.sockspan.bootstrap.KernelAccess;
import io.sockspan.kernel.NativeFunctions;
import io.sockspan.modules.Modules;

/**
 * Links {@code getsockopt}, by which the whole tcp_info is read. That takes some 100 ms of processor time, so it happens on a thread of its
 * own, and not before a connection has outlived a sweep or somebody asks. The function stays linked after a detach, for the next attach.
 */
final class TcpInfoStart {
    /** How long an answer waits for the link. On a busy machine it goes on without. */
    private static final long PATIENCE_MILLIS = 3_000;

    private final boolean wanted;
    private final AgentThreads threads;
    private final KernelAccess kernel;
    private final Modules modules;
    private Thread linking;
    private volatile String problem;

    /** @param wanted whether the option is on */
    TcpInfoStart(boolean wanted, AgentThreads threads, KernelAccess kernel, Modules modules) {
        this.wanted = wanted;
        this.threads = threads;
        this.kernel = kernel;
        this.modules = modules;
        if (!wanted) {
            kernel.provide(null);
        }
    }

    /** Begins to link, unless that was done. Returns at once. For the agent's thread. */
    void begin() {
        if (wanted && linking == null && !kernel.isProvided()) {
            linking = new Thread(threads, this::link, "sockspan-tcp-info");
            linking.setDaemon(true);
            try {
                linking.start();
            } catch (OutOfMemoryError noThread) {
                problem = "memory or threads were short when it was to begin";
            }
        }
    }

    private void link() {
        try {
            kernel.provide(NativeFunctions.of(modules)
                    .function("getsockopt", int.class, int.class, int.class, int.class, long.class, long.class));
        } catch (UnsupportedOperationException notHere) {
            problem = notHere.getMessage();
        } catch (OutOfMemoryError tooLittle) {
            problem = "memory was short when it was to begin";
        }
    }

    /** Links, if that was not done, and waits for it. For the agent's thread. */
    void await() {
        begin();
        if (linking != null) {
            try {
                linking.join(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Why nothing more than the state can be read, in a few words; null if it can, or is not known yet. */
    String problem() {
        return wanted ? problem : "tcp.info=off";
    }
}
