package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StepPauseTest {
    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(700);
    private static final long LATER = TimeUnit.SECONDS.toNanos(20);

    @Test
    void isOverWhenASweepIsDue() {
        assertThat(StepPause.afterAMinute(false, SOON)).isEqualTo(SOON);
        assertThat(StepPause.afterAMinute(true, SOON)).isEqualTo(SOON);
        assertThat(StepPause.afterAMinute(false, LATER)).isEqualTo(StepPause.LONGEST);
    }

    @Test
    void isShorterWhileTelemetryHasAConnectionThatMustNotStayIdleForLong() {
        assertThat(StepPause.afterAMinute(true, LATER)).isEqualTo(StepPause.REST);
    }

    @Test
    void isNeverShorterThanWhileMuchHappens() {
        assertThat(StepPause.afterAMinute(false, -1)).isEqualTo(StepPause.SHORT);
    }
}
