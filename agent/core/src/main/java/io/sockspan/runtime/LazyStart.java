package io.sockspan.runtime;

import io.sockspan.bootstrap.Recording;
import io.sockspan.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Starts what loads many classes only when the application uses sockets, and a moment after its first one ({@link HoldBack}). Events wait in
 * their queue meanwhile. For the agent's thread.
 */
final class LazyStart {
    /** How long telemetry may take to start before events are processed without it. */
    private static final long TELEMETRY_START = TimeUnit.SECONDS.toNanos(10);

    private final Clock clock;
    private final Recording recording;
    private final HoldBack holdBack;
    private final BooleanSupplier weaveMissed;
    private final Runnable adopt;
    private final Runnable compare;
    private final BooleanSupplier areHooksInUse;
    private final Runnable selfTest;
    private final Runnable atFirstSocket;
    private final BooleanSupplier areDescriptorsLeft;
    private final ThreadStarts starts;
    private final boolean withTelemetry;
    private final LateTelemetry telemetry;
    private boolean isInUse;
    private boolean isSelfTestBegun;
    private boolean isFirstSocketHandled;
    private long telemetryBegan;

    /**
     * @param weaveMissed weaves classes that were loaded without hooks; returns whether there were any
     * @param adopt adopts the sockets that no hook saw
     * @param compare compares the process's descriptors with the records, if that is due, and adopts what no hook saw
     * @param areHooksInUse whether the JVM has loaded a class that has hooks
     * @param selfTest begins the self-test of the hooks; called when hooks are in use, until it has begun
     * @param atFirstSocket called after the first socket was opened, until it succeeds
     * @param areDescriptorsLeft whether classes of the JDK may be initialized that open files: one whose initializer fails can never be used
     *     again, by the application neither
     */
    LazyStart(
            Clock clock,
            Recording recording,
            HoldBack holdBack,
            BooleanSupplier weaveMissed,
            Runnable adopt,
            Runnable compare,
            BooleanSupplier areHooksInUse,
            Runnable selfTest,
            Runnable atFirstSocket,
            BooleanSupplier areDescriptorsLeft,
            ThreadStarts starts,
            boolean withTelemetry,
            LateTelemetry telemetry) {
        this.clock = clock;
        this.recording = recording;
        this.holdBack = holdBack;
        this.weaveMissed = weaveMissed;
        this.adopt = adopt;
        this.compare = compare;
        this.areHooksInUse = areHooksInUse;
        this.selfTest = selfTest;
        this.atFirstSocket = atFirstSocket;
        this.areDescriptorsLeft = areDescriptorsLeft;
        this.starts = starts;
        this.withTelemetry = withTelemetry;
        this.telemetry = telemetry;
    }

    /** Starts what is due. */
    void step() {
        if (weaveMissed.getAsBoolean() && !telemetry.isBegun()) {
            adopt.run();
        }
        if (!recording.isAnySeen() && holdBack.isStartOver()) {
            // All sockets of this application may be those of native code, which no hook reports.
            compare.run();
        }
        if (!holdBack.isFirstUseOver()) {
            return;
        }
        if (!isSelfTestBegun && areHooksInUse.getAsBoolean()) {
            isSelfTestBegun = starts.run("the self-test of the hooks", selfTest);
        }
        if (isInUse()) {
            beginTelemetry();
            if (!isFirstSocketHandled && recording.isAnySeen()) {
                isFirstSocketHandled = starts.run("the MBean", atFirstSocket);
            }
        }
    }

    /** Starts telemetry if a socket was opened: an application may open its first one and end between two steps. */
    void beforeTheEnd() {
        if (recording.isAnySeen()) {
            beginTelemetry();
        }
    }

    /** Whether to process events now. They wait while telemetry starts, but not until their queue is full. */
    boolean isReadyForEvents() {
        if (!isInUse()) {
            // Sockets that no hook reports may have taken all descriptors.
            return recording.descriptorsExhausted() > 0;
        }
        if (!withTelemetry || recording.isQueueFilling() || recording.descriptorsExhausted() > 0) {
            return true;
        }
        if (!telemetry.isBegun()) {
            // Telemetry waits for a thread, or for descriptors, and who has taken them all is what people want to know.
            return holdBack.isFirstUseOver() && (starts.areFailing() || !areDescriptorsLeft.getAsBoolean());
        }
        return !telemetry.isStarting() || clock.nanos() - telemetryBegan >= TELEMETRY_START;
    }

    /** Whether all has started that starts late. */
    boolean isFirstSocketHandled() {
        return isFirstSocketHandled;
    }

    /** Whether there is anything to judge: an application without a TCP socket may leak selectors, pipes and Unix-domain channels. */
    private boolean isInUse() {
        isInUse = isInUse || recording.isAnySeen() || !recording.auxiliary().isEmpty();
        return isInUse;
    }

    private void beginTelemetry() {
        if (withTelemetry && !telemetry.isBegun() && starts.areDue() && areDescriptorsLeft.getAsBoolean()) {
            telemetryBegan = clock.nanos();
            starts.run("telemetry", telemetry::start);
        }
    }
}
