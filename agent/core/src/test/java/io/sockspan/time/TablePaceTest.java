package io.sockspan.time;

import static io.sockspan.time.Nanos.MILLI;
import static io.sockspan.time.Nanos.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TablePaceTest {
    private static final long ENDED = 100 * SECOND;

    private final TablePace pace = new TablePace();

    @Test
    void isDueUntilTheFirstRead() {
        assertThat(pace.isDue(Long.MIN_VALUE / 2)).isTrue();
    }

    @Test
    void quickReadsAreASecondApart() {
        assertPause(SECOND, MILLI, false);
        assertPause(SECOND, MILLI, true);
    }

    @Test
    void readsTakeASmallShareOfTheTimeAndALargerOneWhileAVerdictIsNear() {
        assertPause(6 * SECOND, 20 * MILLI, false);
        assertPause(2 * SECOND, 20 * MILLI, true);
    }

    @Test
    void readsTakeNoMoreThanTheLargestShare() {
        assertPause(10 * SECOND, 90 * MILLI, false);
        assertPause(20 * SECOND, 200 * MILLI, false);
        assertPause(20 * SECOND, 200 * MILLI, true);
    }

    @Test
    void theFirstReadsInAStormAreFarApartUnlessAVerdictIsNear() {
        pace.read(ENDED - MILLI, ENDED, false, true);
        assertPause(10 * SECOND);

        pace.read(ENDED - MILLI, ENDED, true, true);
        assertPause(SECOND);

        pace.read(ENDED - MILLI, ENDED, false, false);
        assertPause(SECOND);

        pace.read(ENDED - 20 * MILLI, ENDED, false, true);
        assertPause(SECOND);
    }

    private void assertPause(long pause) {
        assertThat(pace.isDue(ENDED + pause - 1)).isFalse();
        assertThat(pace.isDue(ENDED + pause)).isTrue();
    }

    private void assertPause(long pause, long took, boolean isVerdictNear) {
        for (int i = 0; i < 4; i++) {
            pace.read(ENDED - took, ENDED, isVerdictNear, false);
        }
        assertPause(pause);
    }
}
