package io.sockspan.time;

import static io.sockspan.time.Nanos.MILLI;
import static io.sockspan.time.Nanos.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ComparisonPaceTest {
    private static final OptionalLong COUNT = OptionalLong.of(20_000);
    private static final long SEEN = 19_000;
    private static final long MINUTE = 60 * SECOND;

    private final ComparisonPace pace = new ComparisonPace();

    @Test
    void comparesAtOnceAndThenForAShareOfTheTime() {
        assertThat(pace.isDue(0)).isTrue();
        compareTwice(true);

        assertThat(pace.isDue(50 * SECOND - 1)).isFalse();
        assertThat(pace.isDue(50 * SECOND)).isTrue();
    }

    @Test
    void putsOffWhatCanFindNothing() {
        compareTwice(true);

        assertThat(pace.isWorthwhile(50 * SECOND, COUNT, SEEN)).isFalse();
        assertThat(pace.isDue(50 * SECOND)).isFalse();
        assertThat(pace.isDue(51 * SECOND)).isTrue();
        assertThat(pace.isWorthwhile(5 * MINUTE - 1, COUNT, SEEN)).isFalse();
        assertThat(pace.isWorthwhile(5 * MINUTE, COUNT, SEEN))
                .as("one may have been opened for one that was closed")
                .isTrue();
    }

    @Test
    void comparesAsSoonAsAnythingHasChanged() {
        compareTwice(true);

        assertThat(pace.isWorthwhile(50 * SECOND, OptionalLong.of(20_001), SEEN))
                .as("a descriptor more")
                .isTrue();
        assertThat(pace.isWorthwhile(50 * SECOND, COUNT, SEEN + 1))
                .as("a socket that the hooks saw")
                .isTrue();
    }

    @Test
    void comparesAfterACloseThatNoHookSaw() {
        compareTwice(true);
        pace.unsettle();

        assertThat(pace.isWorthwhile(50 * SECOND, COUNT, SEEN)).isTrue();
    }

    @Test
    void comparesAgainWhatWasFoundForTheFirstTime() {
        compareTwice(false);

        assertThat(pace.isWorthwhile(50 * SECOND, COUNT, SEEN)).isTrue();
    }

    @Test
    void comparesWhereCountingTakesAsLong() {
        compareTwice(true);
        assertThat(pace.isWorthwhile(50 * SECOND, OptionalLong.empty(), SEEN)).isTrue();

        pace.compared(-10 * MILLI, 0, true, OptionalLong.empty(), SEEN);
        assertThat(pace.isWorthwhile(50 * SECOND, OptionalLong.empty(), SEEN)).isTrue();
    }

    /** Two that took 10 ms, the second of which ended at 0. */
    private void compareTwice(boolean settled) {
        pace.compared(-60 * SECOND, -60 * SECOND + 10 * MILLI, settled, COUNT, SEEN);
        pace.compared(-10 * MILLI, 0, settled, COUNT, SEEN);
    }
}
