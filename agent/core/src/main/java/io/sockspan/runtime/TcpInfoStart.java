package io.sockspan.runtime;

import io.sockspan.bootstrap.KernelAccess;
import io.sockspan.kernel.DiagSocket;
import io.sockspan.kernel.NativeFunctions;
import io.sockspan.kernel.NetlinkSocket;
import io.sockspan.modules.Modules;
import io.sockspan.time.Clock;
import io.sockspan.time.RetryPause;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.util.function.Supplier;

/**
 * Links {@code getsockopt}, by which the whole tcp_info is read. That takes some 100 ms of processor time, so it happens on a thread of its
 * own, and not before a connection has outlived a sweep or somebody asks. What looks up single connections takes some 30 ms more, and is
 * linked when that would pay. What failed for lack of memory, threads or descriptors is tried again. {@code getsockopt} stays linked after a
 * detach, for the next attach.
 */
final class TcpInfoStart {
    /** How long an answer waits for the link. On a busy machine it goes on without. */
    private static final long PATIENCE_MILLIS = 3_000;

    private final boolean wanted;
    private final AgentThreads threads;
    private final KernelAccess kernel;
    private final Clock clock;
    private final Supplier<MethodHandle> linker;
    private final Supplier<DiagSocket> lookUpLinker;
    private final RetryPause pause = new RetryPause();
    /** Null unless it links, or has linked and nobody has asked since. */
    private Thread linking;
    /** Why the last try failed, if a later one may succeed. */
    private volatile String shortage;

    private volatile long failedAt;
    /** Why it can never succeed. */
    private volatile String refusal;

    private volatile boolean areLookUpsWanted;
    private volatile boolean areLookUpsTried;
    /** Null as long as it is not linked. */
    private volatile DiagSocket lookUps;

    /**
     * @param wanted whether the option is on
     * @param linker links {@code getsockopt}; throws {@link UnsupportedOperationException} with the reason in a few words
     * @param lookUpLinker links what looks up connections; throws the same
     */
    TcpInfoStart(
            boolean wanted,
            AgentThreads threads,
            KernelAccess kernel,
            Clock clock,
            Supplier<MethodHandle> linker,
            Supplier<DiagSocket> lookUpLinker) {
        this.wanted = wanted;
        this.threads = threads;
        this.kernel = kernel;
        this.clock = clock;
        this.linker = linker;
        this.lookUpLinker = lookUpLinker;
        if (!wanted) {
            kernel.provide(null, null);
        }
    }

    /** @param wanted whether the option is on */
    static TcpInfoStart of(boolean wanted, AgentThreads threads, KernelAccess kernel, Clock clock, Modules modules) {
        return new TcpInfoStart(
                wanted, threads, kernel, clock, () -> getsockopt(modules), () -> NetlinkSocket.link(modules));
    }

    private static MethodHandle getsockopt(Modules modules) {
        return NativeFunctions.of(modules)
                .function("getsockopt", int.class, int.class, int.class, int.class, long.class, long.class);
    }

    /** Begins to link, unless that was done, or failed a short while ago. Returns at once. For the agent's thread. */
    void begin() {
        if (!wanted || isLinking() || refusal != null || isDone() || !pause.isOver(clock.nanos())) {
            return;
        }
        Thread thread = new Thread(threads, this::link, "sockspan-tcp-info");
        thread.setDaemon(true);
        try {
            thread.start();
            linking = thread;
        } catch (OutOfMemoryError noThread) {
            fellShort("memory or threads were short");
            pause.failed(failedAt);
        }
    }

    private boolean isDone() {
        return kernel.isProvided() && (areLookUpsTried || !areLookUpsWanted);
    }

    private boolean isLinking() {
        if (linking != null && !linking.isAlive()) {
            linking = null;
            if (shortage != null) {
                pause.failed(failedAt);
            }
        }
        return linking != null;
    }

    private void link() {
        try {
            if (!kernel.isProvided()) {
                kernel.provide(linker.get(), linker.get());
            }
            shortage = null;
            if (areLookUpsWanted && !areLookUpsTried) {
                lookUps = linkLookUps();
                areLookUpsTried = true;
            }
        } catch (OutOfMemoryError tooLittle) {
            fellShort("memory was short");
        } catch (RuntimeException | VirtualMachineError | LinkageError failed) {
            if (isShortage(failed)) {
                fellShort("memory or descriptors were short");
            } else if (failed instanceof UnsupportedOperationException) {
                refusal = failed.getMessage();
            } else {
                refusal = "this Java runtime cannot link it: " + failed;
            }
        }
    }

    /** They are a matter of cost alone, so one try is enough. */
    private DiagSocket linkLookUps() {
        try {
            return lookUpLinker.get();
        } catch (RuntimeException | VirtualMachineError | LinkageError failed) {
            return null;
        }
    }

    private void fellShort(String what) {
        failedAt = clock.nanos();
        shortage = what + " when it was to begin; it is tried again, at a later report if not before";
    }

    private static boolean isShortage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean isOfDescriptors = cause instanceof IOException
                    && String.valueOf(cause.getMessage()).contains("Too many open files");
            if (cause instanceof OutOfMemoryError || isOfDescriptors) {
                return true;
            }
        }
        return false;
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

    /** What looks up single connections; null as long as it is not linked, which this call begins to do. For the agent's thread. */
    DiagSocket lookUps() {
        areLookUpsWanted = true;
        begin();
        return lookUps;
    }

    /** Why nothing more than the state can be read, in a few words; null if it can, or is not known yet. */
    String problem() {
        if (!wanted) {
            return "tcp.info=off";
        }
        return refusal != null ? refusal : shortage;
    }
}
