package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.it.truth.LifeComparison.CallError;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallTimeRoundsTest {
    private static final long BUSY = 5_000_000;
    private static final long QUIET = 80_000;

    private final CallTimeRounds rounds = new CallTimeRounds();

    @Test
    void oneRoundWithinTheLimitIsEnough() {
        rounds.add(off(1_300_000), BUSY);
        rounds.add(off(40_000), BUSY);

        assertThat(rounds.isWithinLimit()).isTrue();
    }

    @Test
    void aBusyMachineProvesNothing() {
        rounds.add(off(1_300_000), BUSY);

        assertThat(rounds.isWithinLimit()).isFalse();
        assertThat(rounds.isDisturbed()).isTrue();
        assertThat(rounds)
                .hasToString(
                        "calls are off by [1300 us at the 99th percentile while threads waited 5000 us for a processor]");
    }

    @Test
    void aQuietMachineConvictsTheAgent() {
        rounds.add(off(1_300_000), BUSY);
        rounds.add(off(1_200_000), QUIET);

        assertThat(rounds.isWithinLimit()).isFalse();
        assertThat(rounds.isDisturbed()).isFalse();
        assertThat(rounds.violations()).containsExactly("connect off by 1200000");
    }

    private static CallTimes off(long nanos) {
        CallTimes calls = new CallTimes();
        calls.add(List.of(new CallError(nanos, "connect off by " + nanos)));
        return calls;
    }
}
