package io.sockspan.telemetry;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Has the spans sent that wait, no more often than the setting {@code otel.bsp.schedule.delay} says. The SDK's batch processor would wake up
 * that often to find out whether there are any, also where there are none for days. For the agent's thread.
 */
final class SpanBatches {
    /** How often the batch processor looks by itself, should the agent's thread be gone. */
    private static final Duration UNASKED = Duration.ofMinutes(1);

    private final long delay;
    private final LongSupplier waiting;
    private final Runnable send;
    private final LongSupplier nanos;
    private long sentAt;

    /**
     * @param delay the setting
     * @param waiting how many spans wait, those included that are being sent
     * @param send sends what waits now; returns at once
     */
    SpanBatches(Duration delay, LongSupplier waiting, Runnable send, LongSupplier nanos) {
        this.delay = delay.toNanos();
        this.waiting = waiting;
        this.send = send;
        this.nanos = nanos;
        this.sentAt = nanos.getAsLong() - this.delay;
    }

    /** What the batch processor gets for the setting. */
    static Duration unasked(Duration delay) {
        return delay.compareTo(UNASKED) > 0 ? delay : UNASKED;
    }

    boolean areAnyWaiting() {
        return waiting.getAsLong() > 0;
    }

    void sendIfDue() {
        long now = nanos.getAsLong();
        if (now - sentAt >= delay && areAnyWaiting()) {
            sentAt = now;
            send.run();
        }
    }
}
