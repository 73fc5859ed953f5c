package io.sockspan.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryPauseTest {
    private final RetryPause pause = new RetryPause();
    private long now = Long.MAX_VALUE - 5 * RetryPause.FIRST;

    @Test
    void doublesWithEachFailureUpToTenMinutes() {
        assertThat(pause.isOver(now)).isTrue();
        long expected = RetryPause.FIRST;
        for (int i = 0; i < 20; i++) {
            pause.failed(now);
            now += expected - 1;
            assertThat(pause.isOver(now)).as("pause %d", i).isFalse();
            now++;
            assertThat(pause.isOver(now)).as("pause %d", i).isTrue();
            expected = Math.min(RetryPause.LONGEST, 2 * expected);
        }
        assertThat(expected).isEqualTo(RetryPause.LONGEST);
    }

    @Test
    void isShortAgainAfterASuccess() {
        pause.failed(now);
        pause.failed(now);
        assertThat(pause.hasFailed()).isTrue();

        pause.succeeded();
        assertThat(pause.hasFailed()).isFalse();
        assertThat(pause.isOver(now)).isTrue();

        pause.failed(now);
        assertThat(pause.isOver(now + RetryPause.FIRST)).isTrue();
    }
}
