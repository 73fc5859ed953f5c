package io.sockspan.it.truth;

import java.util.ArrayList;
import java.util.List;

/**
 * Measurements of the times of calls, each with the delay that the machine's scheduler caused meanwhile. One round within the limit proves
 * that the agent takes the times right; rounds beyond it prove that it does not only if the machine was quiet.
 */
final class CallTimeRounds {
    /** A machine with a processor to spare wakes a thread within a tenth of a millisecond. */
    static final long QUIET = CallTimes.LIMIT / 4;

    private record Round(CallTimes calls, long schedulingDelay) {
        private boolean isWithinLimit() {
            return calls.violations().isEmpty();
        }

        @Override
        public String toString() {
            return "%d us at the 99th percentile while threads waited %d us for a processor"
                    .formatted(calls.errorAt99() / 1_000, schedulingDelay / 1_000);
        }
    }

    private final List<Round> rounds = new ArrayList<>();

    /** @param schedulingDelay in nanoseconds, as {@link SchedulingDelay#at99()} */
    void add(CallTimes calls, long schedulingDelay) {
        rounds.add(new Round(calls, schedulingDelay));
    }

    boolean isWithinLimit() {
        return rounds.stream().anyMatch(Round::isWithinLimit);
    }

    /** Whether the machine was busy in every round, so that none of them says anything about the agent. */
    boolean isDisturbed() {
        return rounds.stream().allMatch(round -> round.schedulingDelay > QUIET);
    }

    /** The calls that are off in the rounds of a quiet machine. */
    List<String> violations() {
        return rounds.stream()
                .filter(round -> round.schedulingDelay <= QUIET)
                .flatMap(round -> round.calls.violations().stream())
                .toList();
    }

    @Override
    public String toString() {
        return "calls are off by " + rounds;
    }
}
