package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.TestRecorder;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HoldBackTest {
    private boolean areHooksInUse;
    private long millis = 1_000;

    private HoldBack holdBack(boolean isOff, double processors) {
        return new HoldBack(
                TestRecorder.recording(),
                () -> areHooksInUse,
                isOff,
                () -> TimeUnit.MILLISECONDS.toNanos(millis),
                () -> processors);
    }

    @Test
    void waitsAMomentAfterTheFirstUse() {
        HoldBack holdBack = holdBack(false, Double.POSITIVE_INFINITY);
        assertThat(holdBack.isOver()).isFalse();

        areHooksInUse = true;
        assertThat(holdBack.isOver()).isFalse();
        millis += 299;
        assertThat(holdBack.isFirstUseOver()).isFalse();
        millis += 1;
        assertThat(holdBack.isFirstUseOver()).isTrue();
        assertThat(holdBack.isOver()).isTrue();
    }

    @Test
    void waitsLongerWhereTheProcessorIsScarce() {
        HoldBack holdBack = holdBack(false, 0.1);
        areHooksInUse = true;
        assertThat(holdBack.isOver()).isFalse();
        millis += 2_999;
        assertThat(holdBack.isOver()).isFalse();
        millis += 1;
        assertThat(holdBack.isOver()).isTrue();
    }

    @Test
    void waitsWithoutAnyUseForASecond() {
        HoldBack holdBack = holdBack(false, 1);
        millis += 999;
        assertThat(holdBack.isOver()).isFalse();
        millis += 1;
        assertThat(holdBack.isOver()).isTrue();
        assertThat(holdBack.isStartOver()).isTrue();
        assertThat(holdBack.isFirstUseOver()).isFalse();
    }

    @Test
    void doesNotWaitInAnApplicationThatIsRunningAlready() {
        HoldBack holdBack = holdBack(true, 0.1);
        assertThat(holdBack.isOver()).isTrue();
        assertThat(holdBack.isFirstUseOver()).isFalse();

        areHooksInUse = true;
        assertThat(holdBack.isFirstUseOver()).isTrue();
    }
}
