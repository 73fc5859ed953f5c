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

        assertThat(sweeps.between(106, 114))
                .containsEntry("sweep.sum", 0.75)
                .containsEntry("sweep.count", 8.0)
                .containsEntry("sweep.seconds", 8.0);
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
