package io.sockspan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SweepsTest {
    private final Sweeps sweeps = new Sweeps();

    @Test
    void theEarlyAndTheLateOnesDoNotCount() {
        sweeps.add(100, 0.125, 10);
        sweeps.add(104, 0.25, 12);
        sweeps.add(108, 0.5, 16);
        sweeps.add(112, 1.0, 20);
        sweeps.add(116, 1.125, 30);

        assertThat(sweeps.between(106, 114)).containsEntry("sweep.sum", 0.75).containsEntry("sweep.count", 8.0);
    }

    @Test
    void theShareIsFromSweepToSweep() {
        sweeps.add(100, 0.25, 10);
        sweeps.add(102, 0.25, 10);
        sweeps.add(104, 0.5, 11);
        sweeps.add(106, 0.5, 11);
        sweeps.add(108, 0.5, 11);
        sweeps.add(112, 0.75, 12);
        sweeps.add(114, 0.75, 12);

        assertThat(sweeps.between(100, 115))
                .containsEntry("sweep.share", 0.25 / 8)
                .containsEntry("sweep.count", 2.0);
    }

    @Test
    void oneSweepIsNoShare() {
        sweeps.add(100, 0.25, 10);
        sweeps.add(104, 0.5, 11);
        sweeps.add(108, 0.5, 11);

        assertThat(sweeps.between(101, 109)).containsEntry("sweep.sum", 0.25).doesNotContainKey("sweep.share");
    }

    @Test
    void oneExportTellsNothing() {
        sweeps.add(100, 0.125, 10);
        sweeps.add(120, 0.25, 12);

        assertThat(sweeps.between(106, 114)).isEmpty();
        assertThat(sweeps.between(90, 114)).isEmpty();
    }

    @Test
    void aProcessThatHoldsNothingHasNoSuchTime() {
        sweeps.add(100, 0.125, 10);

        assertThat(sweeps.between(Double.NaN, Double.NaN)).isEmpty();
    }
}
