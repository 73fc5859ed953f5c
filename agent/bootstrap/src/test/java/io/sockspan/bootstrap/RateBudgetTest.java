package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateBudgetTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void takesEveryStepUpToTheRate() {
        RateBudget budget = new RateBudget(100, 8, 0);

        assertThat(taken(budget, 100, 1)).isEqualTo(100);
        assertThat(budget.skipped()).isZero();
    }

    @Test
    void takesAShareAboveTheRate() {
        RateBudget budget = new RateBudget(100, 8, 0);
        taken(budget, 100, 1);

        long above = taken(budget, 16_000, 1);

        assertThat(above).isBetween(50L, 75L);
        assertThat(budget.skipped()).isEqualTo(16_000 - above);
    }

    @Test
    void beginsAnewEachSecond() {
        RateBudget budget = new RateBudget(10, 8, 0);
        taken(budget, 10, SECOND - 1);

        assertThat(taken(budget, 16, SECOND - 1)).isLessThan(16);
        assertThat(taken(budget, 10, SECOND)).isEqualTo(10);
    }

    @Test
    void worksWhereverTheClockBegins() {
        long now = Long.MAX_VALUE - SECOND / 2;
        RateBudget budget = new RateBudget(10, 8, now);
        taken(budget, 1_000, now);

        assertThat(taken(budget, 10, now + SECOND))
                .as("nanoTime has overflowed")
                .isEqualTo(10);
    }

    @Test
    void takesNoneOrAllIfToldTo() {
        assertThat(taken(new RateBudget(0, 8, 0), 100, 1)).isZero();
        assertThat(taken(new RateBudget(Integer.MAX_VALUE, 8, 0), 10_000, 1)).isEqualTo(10_000);
    }

    /** Connect and accept take turns, and so do the calls of a busy loop: none of them may always be the one that is left out. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 13, 16, 21, 32, 34, 64})
    void everyCallSiteHasItsTurnHoweverManyTakeTurns(int sites) {
        RateBudget budget = new RateBudget(1, 8, 0);
        int[] turns = new int[sites];
        for (int i = 0; i < 16_000 * sites; i++) {
            if (budget.tryTake(1)) {
                turns[i % sites]++;
            }
        }

        assertThat(IntStream.of(turns).min().orElseThrow()).isGreaterThan(20);
    }

    private static long taken(RateBudget budget, int attempts, long now) {
        return IntStream.range(0, attempts).filter(i -> budget.tryTake(now)).count();
    }
}
