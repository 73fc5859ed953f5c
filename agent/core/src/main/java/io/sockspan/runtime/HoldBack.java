package io.sockspan.runtime;

import io.sockspan.bootstrap.Recording;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Decides how long the agent's own thread leaves the processor to the application. The start of an application and its first socket load much
 * of the JDK, and the agent must not compete with them; the scarcer the processor, the longer. For the agent's thread.
 */
final class HoldBack {
    /** After the application has first used sockets. */
    private static final long AFTER_FIRST_USE = TimeUnit.MILLISECONDS.toNanos(300);
    /** After the start, for an application whose sockets no hook reports. Most short ones have ended by then. */
    private static final long AFTER_START = TimeUnit.SECONDS.toNanos(1);
    /** Where the processor is scarcer still, the agent does not wait even longer. */
    private static final double SCARCEST = 0.05;

    private final Recording recording;
    private final BooleanSupplier areHooksInUse;
    private final boolean isOff;
    private final LongSupplier clock;
    private final DoubleSupplier quota;
    private final long began;
    private double processors;
    private long inUseSince = Long.MIN_VALUE;

    /**
     * @param areHooksInUse whether the JVM has loaded a class that has hooks
     * @param isOff whether not to wait, as in an application that is running already
     * @param clock nanoseconds
     * @param quota the processors that this process may use, as in 0.5; read at the first decision
     */
    HoldBack(
            Recording recording,
            BooleanSupplier areHooksInUse,
            boolean isOff,
            LongSupplier clock,
            DoubleSupplier quota) {
        this.recording = recording;
        this.areHooksInUse = areHooksInUse;
        this.isOff = isOff;
        this.clock = clock;
        this.quota = quota;
        began = clock.getAsLong();
    }

    /** Whether the application uses sockets, and has had the processor to itself for its first. */
    boolean isFirstUseOver() {
        if (!recording.isAnySeen() && !areHooksInUse.getAsBoolean()) {
            return false;
        }
        if (inUseSince == Long.MIN_VALUE) {
            inUseSince = clock.getAsLong();
        }
        return isOff || recording.isQueueFilling() || isOver(inUseSince, AFTER_FIRST_USE);
    }

    /** Whether the start is so long ago that the agent may search for sockets that no hook reports. */
    boolean isStartOver() {
        return isOver(began, AFTER_START);
    }

    /** Whether the agent's thread may begin its work. Under a security manager it has classes to weave. */
    boolean isOver() {
        return isOff
                || System.getSecurityManager() != null
                || isFirstUseOver()
                || inUseSince == Long.MIN_VALUE && isStartOver();
    }

    private boolean isOver(long since, long wait) {
        long waited = clock.getAsLong() - since;
        return waited >= wait && waited >= wait / processors();
    }

    /** How much of a processor this process may use, 1 at most. */
    double processors() {
        if (processors == 0) {
            processors = Math.max(SCARCEST, Math.min(1, quota.getAsDouble()));
        }
        return processors;
    }
}
