package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpanBatchesTest {
    private static final Duration DELAY = Duration.ofSeconds(1);

    private long now = -5;
    private long waiting;
    private int sent;
    private final SpanBatches batches = new SpanBatches(DELAY, () -> waiting, () -> sent++, () -> now);

    @Test
    void sendsNothingWhereNothingWaits() {
        batches.sendIfDue();

        assertThat(sent).isZero();
        assertThat(batches.areAnyWaiting()).isFalse();
    }

    @Test
    void sendsTheFirstSpansAfterAQuietTimeAtOnce() {
        waiting = 3;
        batches.sendIfDue();

        assertThat(sent).isEqualTo(1);
    }

    @Test
    void sendsLaterOnesWhenTheDelayIsOver() {
        waiting = 3;
        batches.sendIfDue();
        now += DELAY.toNanos() - 1;
        batches.sendIfDue();
        assertThat(sent).isEqualTo(1);
        assertThat(batches.areAnyWaiting()).isTrue();

        now++;
        batches.sendIfDue();
        assertThat(sent).isEqualTo(2);
    }

    @Test
    void leavesTheProcessorALongDelayThatTheUserWants() {
        assertThat(SpanBatches.unasked(DELAY)).isEqualTo(Duration.ofMinutes(1));
        assertThat(SpanBatches.unasked(Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
    }
}
