package io.sockspan.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SystemClockTest {
    private static final long SECOND = 1_000_000_000;
    private static final long DAY = 86_400 * SECOND;

    private long now = 1_000 * SECOND;
    private long distance = 1_700_000_000 * SECOND;
    /** Reading a clock takes half a millisecond. */
    private final SystemClock clock = new SystemClock(() -> now += 500_000, () -> now + distance);

    @Test
    void followsAWallClockThatGoesForward() {
        long before = now;
        now += 10 * SECOND;
        clock.follow();
        distance += DAY;
        clock.follow();
        now += SECOND;

        assertThat(clock.epochNanos(now)).isCloseTo(now + distance, within(1_000_000L));
        assertThat(clock.epochNanos(before))
                .as("as it was then")
                .isCloseTo(before + distance - DAY, within(1_000_000L));
    }

    @Test
    void followsAWallClockThatIsSetBackAndKeepsTheOrderOfTimes() {
        long before = now;
        now += 10 * SECOND;
        distance -= DAY;
        clock.follow();

        assertThat(clock.epochNanos(now)).isCloseTo(now + distance, within(1_000_000L));
        assertThat(clock.epochNanos(before)).isCloseTo(before + distance, within(1_000_000L));
    }

    @Test
    void doesNotMoveForWhatReadingAClockTakes() {
        for (int i = 0; i < 100; i++) {
            now += SECOND;
            clock.follow();
        }

        assertThat(clock.epochNanos(now)).isCloseTo(now + distance, within(1_000_000L));
    }

    @Test
    void remembersSomeStepsAndNoMore() {
        long first = now;
        for (int i = 0; i < 1_000; i++) {
            now += 2 * SECOND;
            distance += SECOND;
            clock.follow();
        }

        assertThat(clock.epochNanos(now)).isCloseTo(now + distance, within(1_000_000L));
        assertThat(clock.epochNanos(first)).isBetween(now + distance - 3_000 * SECOND, now + distance);
    }
}
