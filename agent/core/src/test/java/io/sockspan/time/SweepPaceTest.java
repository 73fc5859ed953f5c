package io.sockspan.time;

import static io.sockspan.time.Nanos.MILLI;
import static io.sockspan.time.Nanos.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SweepPaceTest {
    private static final int FEW = 100;
    private static final int MANY = 20_000;

    private final SweepPace pace = new SweepPace(SECOND, 1);

    @Test
    void beginsAtOnceAndGoesOnAtTheInterval() {
        assertThat(pace.isDue(0, FEW, true)).isTrue();
        pace.swept(0, MILLI);

        assertThat(pace.isDue(SECOND - 1, FEW, true)).isFalse();
        assertThat(pace.isDue(SECOND, FEW, true)).isTrue();
    }

    @Test
    void saysHowLongItTakesUntilOneIsDue() {
        assertThat(pace.untilDue(0, FEW, true)).isZero();
        sweepOften(20 * MILLI);

        assertThat(pace.untilDue(SECOND, MANY, true)).isEqualTo(29 * SECOND);
        assertThat(pace.untilDue(31 * SECOND, MANY, true)).isEqualTo(-SECOND);
        assertThat(pace.untilDue(SECOND / 2, MANY, false)).isEqualTo(3 * SECOND / 2);
    }

    @Test
    void takesItsTimeWhereManyAreWatchedAndNothingHappens() {
        sweepOften(20 * MILLI);

        assertThat(pace.isDue(30 * SECOND - 1, MANY, true)).isFalse();
        assertThat(pace.isDue(30 * SECOND, MANY, true)).isTrue();
        assertThat(pace.isDue(2 * SECOND, MANY, false)).as("not watched").isTrue();
    }

    @Test
    void takesASmallerShareWhereNothingHasHappenedForAMinute() {
        sweepOften(2 * MILLI);

        assertThat(pace.isDue(12 * SECOND - 1, MANY, true)).isFalse();
        assertThat(pace.isDue(12 * SECOND, MANY, true)).isTrue();

        pace.changed(0);
        assertThat(pace.isDue(4 * SECOND - 1, MANY, true)).isFalse();
        assertThat(pace.isDue(4 * SECOND, MANY, true)).isTrue();
    }

    @Test
    void comesSoonerWhereSocketsWereOpened() {
        sweepOften(20 * MILLI);
        pace.seen(10 * SECOND, 0);
        assertThat(pace.isDue(10 * SECOND, MANY, true)).isFalse();

        pace.seen(10 * SECOND, 1);
        assertThat(pace.isDue(10 * SECOND, MANY, true)).isTrue();

        pace.seen(80 * SECOND, 1);
        assertThat(pace.isIdleForLong(86 * SECOND)).as("none was opened since").isTrue();
    }

    @Test
    void comesSoonerForWhatASweepHasFoundAndNotForWhatLasts() {
        sweepOften(20 * MILLI);
        pace.found(0, true);
        assertThat(pace.isDue(10 * SECOND, MANY, true)).isFalse();

        pace.found(0, false);
        assertThat(pace.isDue(10 * SECOND, MANY, true)).isTrue();

        pace.found(80 * SECOND, false);
        assertThat(pace.isIdleForLong(86 * SECOND)).as("it was so before").isTrue();
    }

    @Test
    void comesSoonerAsSoonAsSomethingHappens() {
        sweepOften(20 * MILLI);
        pace.changed(10 * SECOND);
        assertThat(pace.isDue(10 * SECOND, MANY, true)).isTrue();

        pace.swept(10 * SECOND, 20 * MILLI);
        assertThat(pace.isDue(15 * SECOND - 1, MANY, true)).isFalse();
        assertThat(pace.isDue(15 * SECOND, MANY, true))
                .as("a verdict may be due")
                .isTrue();
    }

    @Test
    void isIdleSomeSecondsAfterAChange() {
        assertThat(pace.isIdle(0)).isTrue();
        pace.changed(SECOND);

        assertThat(pace.isIdle(2 * SECOND)).isFalse();
        assertThat(pace.isIdle(6 * SECOND)).isTrue();
    }

    @Test
    void isIdleForLongSomewhatMoreThanAMinuteAfterAChange() {
        assertThat(pace.isIdleForLong(0)).isTrue();
        pace.changed(SECOND);

        assertThat(pace.isIdleForLong(76 * SECOND - 1)).isFalse();
        assertThat(pace.isIdleForLong(76 * SECOND)).isTrue();
        assertThat(new SweepPace(50 * MILLI, 1).isIdleForLong(SECOND)).isFalse();
    }

    @Test
    void isNeverIdleWhereSweepsAreClose() {
        assertThat(new SweepPace(50 * MILLI, 1).isIdle(SECOND)).isFalse();
    }

    /** The least of four durations counts. */
    private void sweepOften(long took) {
        for (int i = 0; i < 4; i++) {
            pace.swept(0, took);
        }
    }
}
